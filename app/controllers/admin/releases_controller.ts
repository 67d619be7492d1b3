import type { HttpContext } from '@adonisjs/core/http'
import CheckBytes from '#actions/check_bytes'
import NoteStaffDownload from '#actions/note_staff_download'
import { attachmentNamed } from '#delivery/content_disposition'
import { diskNamed } from '#delivery/disks'
import { RangedBody } from '#delivery/ranged_body'
import { showFiles } from '#controllers/admin/files_controller'
import { notFound } from '#controllers/admin/not_found'
import FileRelease from '#models/file_release'
import FindProductLabel from '#queries/find_product_label'

/**
 * Files as staff take them, to look at what buyers get. A form's answer, because it is written down.
 */
export default class ReleasesController {
  async download(ctx: HttpContext) {
    const { params, request, response, staff } = ctx
    const release = await FileRelease.query()
      .where('id', params.releaseId)
      .whereHas('productFile', (file) => file.where('productConfigurationId', params.id))
      .first()
    const label = await new FindProductLabel().handle(Number(params.id))
    if (release === null || label === null) {
      throw notFound(ctx)
    }
    if (!(await new CheckBytes().handle(release))) {
      response.status(503)
      return showFiles(ctx, { errors: { file: `The bytes of “${release.filename}” are missing` } })
    }
    await new NoteStaffDownload().handle({
      release,
      configurationId: Number(params.id),
      label,
      actor: staff,
    })
    response.header('content-type', release.contentType)
    response.header('content-disposition', attachmentNamed(release.filename))
    response.header('content-security-policy', "sandbox; default-src 'none'")
    return response.stream(
      new RangedBody(request.request, {
        size: release.size,
        open: (range) => diskNamed(release.disk).open(release.storageKey, range),
      })
    )
  }
}
