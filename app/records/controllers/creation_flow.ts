import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import CreateRecord from '#records/forms/create_record'
import { creationForm, startRow } from '#records/forms/creation'
import type { FormRow } from '#records/declarations/fields'
import { encodingOf, type FormDeclaration } from '#records/declarations/form'
import { printValues, readForm, readValues, typedValuesOf } from '#records/forms/form_values'
import type { Typed } from '#records/declarations/form'
import { viewForm } from '#records/forms/form_view'
import { listPath } from '#records/declarations/resource_paths'
import { notFound } from '#http/not_found'
import { encodeUploadedPictures } from '#records/controllers/encode_uploaded_pictures'
import { backTo, readBack } from '#records/controllers/back_to_list'
import type { FormErrors } from '#http/forms/check_form'

/** The form of a new record, as it is being filled in. */
export interface CreationState {
  row: FormRow
  typed: Typed
  errors: FormErrors
  /** The same for repeated submissions of this form. */
  key: string
  /** Shown above the form. */
  notice?: string
}

export type CreationOutcome =
  | { type: 'created' | 'repeated'; id: number }
  /** Show the form again, with this status. */
  | { type: 'again'; status: 409 | 422; state: CreationState }

/**
 * Opens an empty creation form.
 * @param typed initial values, instead of the defaults of new records
 */
export async function openCreation(form: FormDeclaration, typed?: Typed): Promise<CreationState> {
  const row = await startRow(form, db.connection())
  return {
    row,
    typed: typed ?? printValues(form, readValues(form, row)),
    errors: {},
    key: randomUUID(),
  }
}

/**
 * Validates a submitted creation form and creates the record. If that fails, the outcome has
 * everything that was typed.
 * @throws a 404 if the role may not create such records
 */
export async function submitCreation(
  ctx: HttpContext,
  form: FormDeclaration
): Promise<CreationOutcome> {
  const input = ctx.request.body()
  const state = await openCreation(form, typedValuesOf(form, input))
  state.key = keyOf(input.key) ?? state.key

  const pictureErrors = await encodeUploadedPictures(ctx, form, state.typed)
  const reading = await readForm(form, state.typed)
  if (!reading.ok || Object.keys(pictureErrors).length > 0) {
    const errors = { ...(reading.ok ? {} : reading.errors), ...pictureErrors }
    return { type: 'again', status: 422, state: { ...state, errors } }
  }
  const { values } = reading
  const outcome = await new CreateRecord().handle({
    form,
    values,
    key: state.key,
    actor: ctx.staff,
  })
  switch (outcome.type) {
    case 'invalid': {
      const typed = printValues(form, values)
      return { type: 'again', status: 422, state: { ...state, typed, errors: outcome.errors } }
    }
    case 'used':
      return { type: 'again', status: 409, state: await asAnotherRecord(form, state, outcome.id) }
    case 'forbidden':
      throw notFound(ctx)
    default:
      return outcome
  }
}

/** Renders the creation page. */
export function showCreation(ctx: HttpContext, state: CreationState) {
  const { resource, view } = ctx
  const form = creationFormOf(ctx)
  const back = readBack(ctx)
  return view.render('pages/admin/new', {
    section: resource.key,
    resourceTitle: resource.title,
    heading: `New ${form.noun}`,
    draft: state,
    encoding: encodingOf(form),
    sections: viewForm(form, state.row, state.typed, state.errors),
    back,
    action: urlFor(`admin.${resource.key}.store` as 'admin.home'),
    listHref: backTo(listPath(resource), back),
  })
}

/**
 * The creation form of the request's resource.
 * @throws a 404 if its records are not created in the panel
 */
export function creationFormOf(ctx: HttpContext): FormDeclaration {
  const form = ctx.resource.form && creationForm(ctx.resource.form)
  if (!form) {
    throw notFound(ctx)
  }
  return form
}

/**
 * The form was submitted before, with other values (Back button): it would create a second record.
 */
async function asAnotherRecord(form: FormDeclaration, state: CreationState, id: number) {
  const row = await form.find(id, db.connection())
  return {
    ...state,
    key: randomUUID(),
    notice: `This form was saved before${row ? `, as “${form.label(row)}”` : ''}. Saving what is below makes another ${form.noun}.`,
  }
}

function keyOf(sent: unknown): string | null {
  return typeof sent === 'string' && /^[\w-]{20,64}$/.test(sent) ? sent : null
}
