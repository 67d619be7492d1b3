import type { HttpContext } from '@adonisjs/core/http'
import UpdateRecord from '#records/forms/update_record'
import type { Field, FieldValue, FormRow } from '#records/declarations/fields'
import { fieldsOf, type FormDeclaration } from '#records/declarations/form'
import { listPath, recordPath } from '#records/declarations/resource_paths'
import { notFound } from '#http/not_found'
import { backTo, readBack } from '#records/controllers/back_to_list'
import FindLastChange from '#authority/find_last_change'

/**
 * Switches a checkbox of a record in a list. Applies only to the version that was shown there: if
 * the record has changed, nothing is saved (409).
 */
export default class TogglesController {
  async update(ctx: HttpContext) {
    const { params, request, staff } = ctx
    const { form, field } = fieldOf(ctx)
    const value = field.clean(request.input('value'))
    const outcome = await new UpdateRecord().handle({
      form,
      id: Number(params.id),
      values: { [field.name]: value },
      lockVersion: Number(request.input('lock_version')),
      actor: staff,
    })
    switch (outcome.type) {
      case 'saved':
      case 'unchanged':
        return this.#leave(ctx, { kind: 'success', text: isNow(form, field, outcome.row, value) })
      case 'invalid':
        return this.#leave(ctx, {
          kind: 'error',
          text: `Nothing was changed: ${Object.values(outcome.errors).join('. ')}.`,
        })
      case 'stale':
        return this.#reportConflict(ctx, form, field, outcome.row, value)
      default:
        throw notFound(ctx)
    }
  }

  /** Reports a conflict, unless somebody else has already set the same value. */
  async #reportConflict(
    ctx: HttpContext,
    form: FormDeclaration,
    field: Field,
    row: FormRow,
    value: FieldValue
  ) {
    const present = field.read(row[field.name])
    const text = isNow(form, field, row, present)
    if (present === value) {
      return this.#leave(ctx, { kind: 'info', text })
    }
    ctx.response.status(409)
    return ctx.view.render('pages/admin/changed_meanwhile', {
      section: ctx.resource.key,
      title: ctx.resource.title,
      name: form.label(row),
      text,
      last: await new FindLastChange().handle(form.subject, row.id),
      listHref: placeOf(ctx),
      editHref: recordPath(ctx.resource, row.id),
    })
  }

  #leave(ctx: HttpContext, notice: { kind: 'success' | 'info' | 'error'; text: string }) {
    ctx.session.flash('notice', notice)
    return ctx.response.redirect().status(303).toPath(placeOf(ctx))
  }
}

/** @throws a 404 if the submitted field is not one of the resource's `toggles` */
function fieldOf(ctx: HttpContext): { form: FormDeclaration; field: Field } {
  const { form, toggles = [] } = ctx.resource
  const name = toggles.find((one) => one === ctx.request.input('field'))
  const field = form && fieldsOf(form).find((one) => one.name === name)
  if (!form || !field) {
    throw notFound(ctx)
  }
  return { form, field }
}

function isNow(form: FormDeclaration, { label }: Field, row: FormRow, value: FieldValue): string {
  return `${label} is ${value ? 'on' : 'off'} now for “${form.label(row)}”.`
}

/** The address of the row in the list that the user came from. */
function placeOf(ctx: HttpContext): string {
  return `${backTo(listPath(ctx.resource), readBack(ctx))}#row-${ctx.params.id}`
}
