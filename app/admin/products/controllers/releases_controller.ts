import type { HttpContext } from '@adonisjs/core/http'
import MarkMissingBytes from '#catalogue/files/mark_missing_bytes'
import RecordStaffDownload from '#admin/products/record_staff_download'
import { attachmentNamed } from '#storage/content_disposition'
import { diskNamed } from '#storage/disks'
import { RangedBody } from '#storage/ranged_body'
import { showFiles } from '#admin/products/controllers/files_page'
import { notFound } from '#http/not_found'
import FileRelease from '#models/file_release'
import FindProductLabel from '#catalogue/find_product_label'

/**
 * Lets staff download a release, to check what buyers get. A POST, because it is audited.
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
    if (!(await new MarkMissingBytes().handle(release))) {
      response.status(503)
      return showFiles(ctx, { errors: { file: `The bytes of “${release.filename}” are missing` } })
    }
    await new RecordStaffDownload().handle({
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
