import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { FormRow } from '#records/declarations/fields'
import { fieldsOf, type FormDeclaration, type Typed } from '#records/declarations/form'

/** The form for new records; null if they are not created in the panel. */
export function creationForm(form: FormDeclaration): FormDeclaration | null {
  return form.create ? { ...form, sections: form.create.sections ?? form.sections } : null
}

/** The row of an empty creation form. */
export async function startRow(
  form: FormDeclaration,
  client: QueryClientContract
): Promise<FormRow> {
  return { ...(await form.create?.start?.(client)) }
}

/**
 * The initial values of a duplicate. A field that is filled from another one stays empty, because a
 * copied slug would not be unique.
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
