import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import type { StripeActFailure } from '#catalogue_editing/product_act'
import type { FormRow } from '#records/declarations/fields'
import { type FrameView, viewFrame } from '#records/frame_view'
import { productForm } from '#admin/products/product_form'
import { productResource } from '#admin/products/product_resource'
import { type FailureView, viewFailure } from '#admin/stripe_failure'
import { notFound } from '#http/not_found'

/**
 * What every page of a product shows, besides what it is about.
 * @throws where there is no such product
 */
export async function readProductPage(
  ctx: HttpContext
): Promise<{ row: FormRow; frame: FrameView }> {
  const row = await productForm.find(Number(ctx.params.id), db.connection())
  if (row === null) {
    throw notFound(ctx)
  }
  return { row, frame: viewFrame(productResource, row, { role: ctx.staff.role }) }
}

/**
 * Answers for something that Stripe did not do.
 * @returns what the page says of it
 * @throws where this person is not to know of the product, or nobody can
 */
export function answerFailure(ctx: HttpContext, failure: StripeActFailure): FailureView {
  const view = viewFailure(failure)
  if (view === null) {
    throw notFound(ctx)
  }
  ctx.response.status(view.status)
  return view
}
