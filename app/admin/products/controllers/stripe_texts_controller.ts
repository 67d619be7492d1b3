import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { isFailure } from '#catalogue_editing/product_act'
import UpdateStripeProduct from '#catalogue_editing/update_stripe_product'
import type { FormRow } from '#records/declarations/fields'
import {
  mark,
  markValues,
  printValues,
  readForm,
  readMarks,
  type Seen,
  typedValuesOf,
} from '#records/forms/form_values'
import type { Typed } from '#records/declarations/form'
import { viewForm } from '#records/forms/form_view'
import type { FailureView } from '#admin/stripe_failure'
import { STRIPE_TEXTS } from '#admin/products/stripe_texts'
import { answerFailure, readProductPage } from '#admin/products/controllers/product_page'
import type { FormErrors } from '#http/forms/check_form'

/** The form values, and the values when the form was opened. */
interface PageState {
  typed: Typed
  seen: Seen
  errors?: FormErrors
  failure?: FailureView
}

/**
 * The form of a product's name and description in Stripe.
 */
export default class StripeTextsController {
  async edit(ctx: HttpContext) {
    const { row } = await readProductPage(ctx)
    const values = textsOf(row)
    return showTexts(ctx, {
      typed: printValues(STRIPE_TEXTS, values),
      seen: markValues(STRIPE_TEXTS, values),
    })
  }

  /** Sends only changed fields, so that changes made in Stripe meanwhile stay. */
  @inject()
  async update(ctx: HttpContext, updateStripeProduct: UpdateStripeProduct) {
    const { params, request, response, session, staff } = ctx
    const typed = typedValuesOf(STRIPE_TEXTS, request.body())
    const seen = readMarks(request.input('seen'))
    const reading = await readForm(STRIPE_TEXTS, typed)
    if (!reading.ok) {
      response.status(422)
      return showTexts(ctx, { typed, seen, errors: reading.errors })
    }
    const changed = Object.entries(printValues(STRIPE_TEXTS, reading.values)).filter(
      ([name, value]) => seen[name] !== mark(value)
    )
    const outcome = await updateStripeProduct.handle({
      configurationId: Number(params.id),
      values: Object.fromEntries(changed),
      actor: staff,
    })
    if (isFailure(outcome)) {
      return showTexts(ctx, { typed, seen, failure: answerFailure(ctx, outcome) })
    }
    session.flash('notice', {
      kind: outcome.type === 'changed' ? 'success' : 'info',
      text: outcome.type === 'changed' ? 'Saved at Stripe.' : 'There was nothing new to save.',
    })
    return response
      .redirect()
      .status(303)
      .toPath(urlFor('admin.products.edit', { id: params.id }))
  }
}

async function showTexts(ctx: HttpContext, { typed, seen, errors = {}, failure }: PageState) {
  const { row, frame } = await readProductPage(ctx)
  return ctx.view.render('pages/admin/products/stripe_texts', {
    row,
    frame,
    seen: JSON.stringify(seen),
    sections: viewForm(STRIPE_TEXTS, row, typed, errors),
    own: [
      { field: 'name', label: 'name', value: row.name_override },
      { field: 'description', label: 'overview', value: row.overview },
    ].filter(({ value }) => value !== null),
    isDirty: ctx.request.method() === 'POST',
    errors,
    failure,
  })
}

function textsOf({ stripe_name: name, stripe_description: description }: FormRow) {
  return { name, description }
}
