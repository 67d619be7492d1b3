import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import type { FormRow } from '#admin/fields'
import { fieldsOf } from '#admin/form'
import type { Typed } from '#admin/form_values'
import { viewForm } from '#admin/form_view'
import { productFacts } from '#admin/resources/product_facts'
import { productForm } from '#admin/resources/product_form'
import { productList, type ProductStanding, productStates } from '#admin/resources/product_list'
import { coverExists, encodeCover, UnusableImage } from '#app/encode_cover'
import { type FormState, openForm, submitForm } from '#controllers/admin/form_flow'
import { backTo, readBack, showList } from '#controllers/admin/list_page'
import FindLastChange from '#queries/find_last_change'
import type { FormErrors } from '#validators/form'

/**
 * What is for sale: its list, and what the store says about each product.
 */
export default class ProductsController {
  async index(ctx: HttpContext) {
    return showList(ctx, productList)
  }

  async edit(ctx: HttpContext) {
    const row = await productForm.find(Number(ctx.params.id), db.connection())
    if (row === null) {
      throw new errors.E_ROUTE_NOT_FOUND([ctx.request.method(), ctx.request.url()])
    }
    return this.#show(ctx, openForm(productForm, row))
  }

  async update(ctx: HttpContext) {
    const { params, request, response } = ctx
    const outcome = await submitForm(ctx, productForm, Number(params.id), (typed) =>
      takeCover(ctx, typed)
    )
    switch (outcome.type) {
      case 'saved':
      case 'unchanged':
        return this.#leave(ctx, outcome)
      case 'again':
        response.status(Object.keys(outcome.state.errors).length > 0 ? 422 : 200)
        return this.#show(ctx, outcome.state)
      case 'conflict': {
        response.status(409)
        const last = await new FindLastChange().handle(productForm.subject, Number(params.id))
        return ctx.view.render('pages/admin/conflict', {
          ...this.#shared(ctx, outcome.state.row),
          draft: outcome.state,
          differences: outcome.differences,
          last,
          seen: JSON.stringify(outcome.state.seen),
          action: urlFor('admin.products.update', { id: params.id }),
          editHref: urlFor('admin.products.edit', { id: params.id }),
          intent: request.input('intent'),
        })
      }
      default:
        throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
    }
  }

  /** A text in Markdown as its readers will see it, from what is typed. */
  async preview({ request, view, params }: HttpContext) {
    const texts = fieldsOf(productForm).filter(({ kind }) => kind === 'markdown')
    const { name, label } =
      texts.find((field) => field.name === request.input('preview')) ?? texts[0]
    const typed = request.input(name)
    return view.render('pages/admin/products/preview', {
      id: params.id,
      label,
      text: typeof typed === 'string' ? typed : '',
    })
  }

  #show(ctx: HttpContext, state: FormState) {
    return ctx.view.render('pages/admin/products/edit', {
      ...this.#shared(ctx, state.row),
      draft: state,
      seen: JSON.stringify(state.seen),
      sections: viewForm(productForm, state.row, state.typed, state.errors),
      facts: productFacts(state.row),
    })
  }

  #shared(ctx: HttpContext, row: FormRow) {
    const back = readBack(ctx)
    return {
      row,
      name: productForm.label(row),
      states: productStates(row as ProductStanding),
      back,
      listHref: backTo(urlFor('admin.products.index'), back),
    }
  }

  #leave(ctx: HttpContext, { type, row }: { type: 'saved' | 'unchanged'; row: FormRow }) {
    const { request, response, session } = ctx
    const name = productForm.label(row)
    const back = readBack(ctx)
    const own = urlFor('admin.products.edit', { id: row.id })
    const isReturning = request.input('intent') === 'return'

    session.flash('notice', {
      kind: type === 'saved' ? 'success' : 'info',
      text: type === 'saved' ? `Saved “${name}”.` : `“${name}” has nothing new to save.`,
      ...(isReturning ? { link: { href: own, text: 'Edit again' } } : {}),
    })
    return response
      .redirect()
      .status(303)
      .toPath(
        isReturning
          ? backTo(urlFor('admin.products.index'), back)
          : backTo(own, back && new URLSearchParams({ back }).toString())
      )
  }
}

/**
 * Encodes a cover that came with the form. Its key then travels with the form like any other value,
 * so that a mistake elsewhere does not lose the picture.
 */
async function takeCover({ request, picture }: HttpContext, typed: Typed): Promise<FormErrors> {
  if (picture === 'too_large') {
    return { cover_key: 'The picture is larger than 10 MB' }
  }
  if (picture !== null && picture !== undefined) {
    try {
      typed.cover_key = await encodeCover(picture)
    } catch (error) {
      if (error instanceof UnusableImage) {
        return { cover_key: error.message }
      }
      throw error
    }
  } else if (request.input('cover_key_remove')) {
    typed.cover_key = ''
  }
  const isThere = typed.cover_key === '' || (await coverExists(typed.cover_key))
  return isThere ? {} : { cover_key: 'The picture is not there any more: choose it again' }
}
