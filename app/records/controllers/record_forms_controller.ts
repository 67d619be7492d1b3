import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { copyTyped } from '#records/forms/creation'
import { viewEnding } from '#records/forms/ending_view'
import type { FormRow } from '#records/declarations/fields'
import { encodingOf, type FormDeclaration } from '#records/declarations/form'
import { typedValuesOf } from '#records/forms/form_values'
import { viewForm } from '#records/forms/form_view'
import { assertMay } from '#authority/permissions'
import { viewPickers } from '#records/forms/pickers'
import { listPath, recordPath } from '#records/declarations/resource_paths'
import { viewFrame } from '#records/frame_view'
import { creationFormOf, openCreation, showCreation } from '#records/controllers/creation_flow'
import { type FormState, openForm, openRestored, submitForm } from '#records/controllers/form_flow'
import { notFound } from '#http/not_found'
import { encodeUploadedPictures } from '#records/controllers/encode_uploaded_pictures'
import { backTo, readBack } from '#records/controllers/back_to_list'
import type AuditEntry from '#models/audit_entry'
import FindAuditEntry from '#authority/find_audit_entry'
import FindLastChange from '#authority/find_last_change'
import { readRowId } from '#shared/row_id'

/**
 * Edits records of every resource that declares a form. A submission is saved, shown again with its
 * errors (422), or shown as a conflict if somebody else has saved other values (409).
 */
export default class RecordFormsController {
  async edit(ctx: HttpContext) {
    const form = formOf(ctx)
    const row = await form.find(Number(ctx.params.id), db.connection())
    if (row === null) {
      throw notFound(ctx)
    }
    const entry = await this.#entryToRestore(ctx)
    return this.#show(ctx, entry ? openRestored(form, row, entry) : openForm(form, row))
  }

  /** The audit entry whose change is to be undone, from the address. */
  async #entryToRestore(ctx: HttpContext): Promise<AuditEntry | null> {
    const entryId = readRowId(ctx.request.input('restore'))
    if (entryId === null) {
      return null
    }
    assertMay(ctx.staff.role, 'history.restore')
    const about = { subjectType: formOf(ctx).subject, subjectId: Number(ctx.params.id) }
    return new FindAuditEntry().handle(entryId, about)
  }

  async update(ctx: HttpContext) {
    const form = formOf(ctx)
    if (ctx.request.input('intent') === 'copy') {
      return this.#copy(ctx)
    }
    const outcome = await submitForm(ctx, form, Number(ctx.params.id), (typed) =>
      encodeUploadedPictures(ctx, form, typed)
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

  /** Opens the creation form with the typed values. Saves nothing. */
  async #copy(ctx: HttpContext) {
    const form = formOf(ctx)
    const row = await form.find(Number(ctx.params.id), db.connection())
    if (row === null || !form.create?.copy) {
      throw notFound(ctx)
    }
    const typed = typedValuesOf(form, ctx.request.body())
    await encodeUploadedPictures(ctx, form, typed)
    const state = await openCreation(creationFormOf(ctx), copyTyped(form, typed, row))
    return showCreation(ctx, {
      ...state,
      notice: `Nothing is saved yet. This becomes another ${form.noun}; “${form.label(row)}” stays as it was.`,
    })
  }

  async #show(ctx: HttpContext, state: FormState) {
    const sections = viewForm(formOf(ctx), state.row, state.typed, state.errors)
    return ctx.view.render('pages/admin/form', {
      ...this.#shared(ctx, state.row),
      draft: state,
      seen: JSON.stringify(state.seen),
      permission: formOf(ctx).permission,
      encoding: encodingOf(formOf(ctx)),
      mayCopy: formOf(ctx).create?.copy !== undefined,
      sections: await viewPickers(sections, ctx.request.body()),
      // A form that is the answer to a submission has not been saved.
      isUnsaved: ctx.request.method() === 'POST' || state.restores !== null,
      ending: viewEnding(ctx.resource, state.row),
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
