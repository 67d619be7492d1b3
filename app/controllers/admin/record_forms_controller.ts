import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import type { FormRow } from '#admin/fields'
import type { FormDeclaration } from '#admin/form'
import { viewForm } from '#admin/form_view'
import { viewPickers } from '#admin/pickers'
import { listPath, recordPath } from '#admin/resource'
import { viewFrame } from '#admin/frame_view'
import { type FormState, openForm, submitForm } from '#controllers/admin/form_flow'
import { notFound } from '#controllers/admin/not_found'
import { takePicture } from '#controllers/admin/take_picture'
import { backTo, readBack } from '#controllers/admin/way_back'
import FindLastChange from '#queries/find_last_change'

/**
 * The forms of all resources that have one.
 */
export default class RecordFormsController {
  async edit(ctx: HttpContext) {
    const form = formOf(ctx)
    const row = await form.find(Number(ctx.params.id), db.connection())
    if (row === null) {
      throw notFound(ctx)
    }
    return this.#show(ctx, openForm(form, row))
  }

  async update(ctx: HttpContext) {
    const form = formOf(ctx)
    const outcome = await submitForm(ctx, form, Number(ctx.params.id), (typed) =>
      takePicture(ctx, form, typed)
    )
    switch (outcome.type) {
      case 'saved':
      case 'unchanged':
        return this.#leave(ctx, outcome)
      case 'again':
        ctx.response.status(Object.keys(outcome.state.errors).length > 0 ? 422 : 200)
        return this.#show(ctx, outcome.state)
      case 'conflict':
        ctx.response.status(409)
        return ctx.view.render('pages/admin/conflict', {
          ...this.#shared(ctx, outcome.state.row),
          draft: outcome.state,
          differences: outcome.differences,
          last: await new FindLastChange().handle(form.subject, Number(ctx.params.id)),
          seen: JSON.stringify(outcome.state.seen),
          intent: ctx.request.input('intent'),
        })
      default:
        throw notFound(ctx)
    }
  }

  async #show(ctx: HttpContext, state: FormState) {
    const sections = viewForm(formOf(ctx), state.row, state.typed, state.errors)
    return ctx.view.render('pages/admin/form', {
      ...this.#shared(ctx, state.row),
      draft: state,
      seen: JSON.stringify(state.seen),
      permission: formOf(ctx).permission,
      sections: await viewPickers(sections, ctx.request.body()),
      // What answers a form that was sent is saved nowhere yet.
      isUnsaved: ctx.request.method() === 'POST',
      aside: ctx.resource.frame?.aside?.(state.row) ?? null,
    })
  }

  #shared(ctx: HttpContext, row: FormRow) {
    const { resource } = ctx
    const back = readBack(ctx)
    return {
      row,
      back,
      frame: viewFrame(resource, row, { role: ctx.staff.role, back }),
      action: urlFor(`admin.${resource.key}.update` as 'admin.products.update', { id: row.id }),
      editHref: recordPath(resource, row.id),
      listHref: backTo(listPath(resource), back),
    }
  }

  #leave(ctx: HttpContext, { type, row }: { type: 'saved' | 'unchanged'; row: FormRow }) {
    const { request, resource, response, session } = ctx
    const name = formOf(ctx).label(row)
    const back = readBack(ctx)
    const own = recordPath(resource, row.id)
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
          ? backTo(listPath(resource), back)
          : backTo(own, back && new URLSearchParams({ back }).toString())
      )
  }
}

function formOf(ctx: HttpContext): FormDeclaration {
  const { form } = ctx.resource
  if (!form) {
    throw notFound(ctx)
  }
  return form
}
