import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { FormRow } from '#records/declarations/fields'
import { fieldsOf, type FormDeclaration, type Typed } from '#records/declarations/form'

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
