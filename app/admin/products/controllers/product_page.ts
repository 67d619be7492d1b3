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
 * What every page of a product shows, besides its own content.
 * @throws {E_ROUTE_NOT_FOUND} where there is no such product
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
 * Sets the status for a failed change in Stripe.
 * @returns the failure as the page shows it
 * @throws {E_ROUTE_NOT_FOUND} where the role may not see the product, or there is none
 */
export function answerFailure(ctx: HttpContext, failure: StripeActFailure): FailureView {
  const view = viewFailure(failure)
  if (view === null) {
    throw notFound(ctx)
  }
  ctx.response.status(view.status)
  return view
}
