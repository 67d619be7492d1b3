import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { LABEL_LENGTH } from '#catalogue/files/update_file'
import { viewFrame } from '#records/frame_view'
import { productForm } from '#admin/products/product_form'
import { productResource } from '#admin/products/product_resource'
import { pageLinks, pageNumber } from '#http/page_links'
import { notFound } from '#http/not_found'
import FindProductFiles from '#catalogue/files/find_product_files'

/** The largest upload, in bytes. */
export const UPLOAD_BYTES = 2_000_000_000

/**
 * Renders the files of a product, with errors where there are any.
 */
export async function showFiles(
  ctx: HttpContext,
  state: { errors?: Record<string, string>; labels?: Record<string, string> }
) {
  const row = await productForm.find(Number(ctx.params.id), db.connection())
  if (row === null) {
    throw notFound(ctx)
  }
  const page = pageNumber(ctx.request.qs().page)
  const files = await new FindProductFiles().handle(row.id, page)
  return ctx.view.render('pages/admin/products/files', {
    row,
    frame: viewFrame(productResource, row, { role: ctx.staff.role }),
    files: files.files,
    pages: pageLinks(urlFor('admin.files.index', { id: row.id }), files),
    uploadBytes: UPLOAD_BYTES,
    labelLength: LABEL_LENGTH,
    errors: state.errors ?? {},
    labels: state.labels ?? {},
  })
}
