import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Actor } from '#authority/actor'
import type { FormRow } from '#records/declarations/fields'
import {
  fieldsOf,
  type FieldValues,
  type FormDeclaration,
  type FormSection,
} from '#records/declarations/form'
import type { Typed } from '#records/forms/form_values'
import type { FormErrors } from '#http/forms/check_form'

export interface CreationRequest {
  values: FieldValues
  actor: Actor
  /** The same for every sending of one form, so that the same record comes of it. */
  key: string
}

export type CreationResult = { id: number } | { errors: FormErrors }

/**
 * How new records of a form come into being. `{}` is enough where they are rows of its table and
 * nothing else.
 */
export interface Creation {
  /** Where a new record asks for other things than one that is changed. */
  sections?: FormSection[]
  /** The row that the empty form shows: what new records begin with, and what options ask for. */
  start?: (client: QueryClientContract) => Promise<FormRow>
  /** Columns beside the fields. */
  columns?: (values: FieldValues) => Record<string, unknown>
  /**
   * What the form begins with where a record is saved as a new one. Without it there is no such
   * button.
   */
  copy?: (typed: Typed, row: FormRow) => Typed
  /**
   * Makes the record where a row of the table is not enough, outside of any transaction. Called again
   * with the same key it gives the same record. The audit is written by who calls it.
   */
  run?: (request: CreationRequest) => Promise<CreationResult>
}

/** The form of a new record; null where there are none to be made. */
export function creationForm(form: FormDeclaration): FormDeclaration | null {
  return form.create ? { ...form, sections: form.create.sections ?? form.sections } : null
}

/** What a new record begins with. */
export async function startRow(
  form: FormDeclaration,
  client: QueryClientContract
): Promise<FormRow> {
  return { ...(await form.create?.start?.(client)) }
}

/**
 * The form of a record as the form of another one. What is made of another field is made anew, or
 * it would stand twice.
 */
export function copyTyped(form: FormDeclaration, typed: Typed, row: FormRow): Typed {
  const copied: Typed = form.create?.copy?.(typed, row) ?? {}
  return Object.fromEntries(
    fieldsOf(creationForm(form) ?? form).map((field) => [
      field.name,
      field.from === undefined ? (copied[field.name] ?? '') : '',
    ])
  )
}
