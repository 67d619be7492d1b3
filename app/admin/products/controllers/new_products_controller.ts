import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import CreateProduct, { type NewProductProblems } from '#catalogue_editing/create_product'
import { viewForm } from '#records/forms/form_view'
import {
  draftLike,
  draftOf,
  emptyDraft,
  errorsOfPrices,
  mayAddPrice,
  NEW_PRODUCT,
  type NewProductDraft,
  prefixOf,
  readDraft,
  withoutPrice,
  withPrice,
} from '#admin/products/new_product'
import { controlName, viewPrice } from '#admin/products/price_controls'
import { productForm } from '#admin/products/product_form'
import type { FailureView } from '#admin/stripe_failure'
import { notFound } from '#http/not_found'
import { answerFailure } from '#admin/products/controllers/product_page'
import FindProductLabel from '#catalogue/find_product_label'
import FindUsualCurrency from '#catalogue/prices/find_usual_currency'
import type { FormErrors } from '#http/forms/check_form'

/** The state of the page besides the form values. */
interface PageState {
  errors?: FormErrors
  failure?: FailureView
  /** The name of the product that the form was copied from. */
  like?: string
  /** The field that gets the focus. */
  focus?: string
}

/**
 * The form for a new product, which is created in Stripe with its prices and gets a configuration
 * here.
 */
export default class NewProductsController {
  /** An empty form, or a copy of another product. */
  async create(ctx: HttpContext) {
    const from = Number(ctx.request.input('from', 0))
    if (from === 0) {
      return showDraft(ctx, emptyDraft(await new FindUsualCurrency().handle()))
    }
    const row = Number.isSafeInteger(from) ? await productForm.find(from, db.connection()) : null
    if (row === null) {
      throw notFound(ctx)
    }
    return showDraft(ctx, draftLike(row), { like: productForm.label(row) })
  }

  @inject()
  async store(ctx: HttpContext, createProduct: CreateProduct) {
    const { request, response, staff } = ctx
    const draft = draftOf(request.body())
    const intent = String(request.input('intent'))
    const removed = /^remove_price_(\d)$/.exec(intent)
    if (removed) {
      return showDraft(ctx, withoutPrice(draft, Number(removed[1])), { focus: 'prices' })
    }
    if (intent === 'add_price') {
      const longer = withPrice(draft, await new FindUsualCurrency().handle())
      const focus = controlName('amount', prefixOf(longer.prices.length - 1))
      return showDraft(ctx, longer, { focus })
    }

    const isActive = intent === 'offer'
    const reading = await readDraft(draft, isActive)
    if (!reading.ok) {
      response.status(422)
      return showDraft(ctx, draft, { errors: reading.errors })
    }
    const { values, prices } = reading
    const outcome = await createProduct.handle({
      request: draft.request,
      name: String(values.name),
      description: asText(values.description),
      slug: asText(values.slug),
      overview: asText(values.overview),
      content: asText(values.content),
      prices,
      isActive,
      actor: staff,
    })
    if (outcome.type === 'created') {
      return this.#leave(ctx, outcome.configurationId, String(values.name))
    }
    if (outcome.type === 'invalid') {
      response.status(422)
      return showDraft(ctx, draft, { errors: errorsOf(draft, outcome.problems) })
    }
    return showDraft(ctx, draft, { failure: answerFailure(ctx, outcome) })
  }

  /**
   * A form that is sent again after Back has created its product already, whatever its fields say
   * now.
   */
  async #leave({ response, session }: HttpContext, id: number, name: string) {
    const label = await new FindProductLabel().handle(id)
    session.flash(
      'notice',
      label === name
        ? { kind: 'success', text: `Created “${name}”.` }
        : {
            kind: 'info',
            text: `That form had made “${label}” before. For another product, begin a new one.`,
          }
    )
    return response.redirect().status(303).toPath(urlFor('admin.products.edit', { id }))
  }
}

function showDraft(ctx: HttpContext, draft: NewProductDraft, state: PageState = {}) {
  const { errors = {}, failure = null, like = null, focus = null } = state
  return ctx.view.render('pages/admin/products/new', {
    draft,
    errors,
    failure,
    like,
    focus,
    isDirty: ctx.request.method() === 'POST' || like !== null,
    sections: viewForm(NEW_PRODUCT, {}, draft.typed, errors),
    prices: draft.prices.map((price, place) => viewPrice(price, errors, prefixOf(place))),
    mayAddPrice: mayAddPrice(draft),
  })
}

function errorsOf(draft: NewProductDraft, { prices, ...errors }: NewProductProblems): FormErrors {
  return { ...errors, ...errorsOfPrices(draft, prices ?? {}) }
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
