import { coverImage } from '#covers/cover_files'
import { type Field, type FormRow, uploadName } from '#records/declarations/fields'
import type { FormLayout } from '#records/declarations/form'
import type { Typed } from '#records/declarations/form'
import type { FormErrors } from '#http/forms/check_form'

/** The `type` of fields whose control is an `input`. */
const INPUT_TYPES: Partial<Record<Field['kind'], string>> = {
  text: 'text',
  number: 'number',
  time: 'datetime-local',
}

/**
 * Prepares a form for its page: every field with its text and its error.
 */
export function viewForm(form: FormLayout, row: FormRow, typed: Typed, errors: FormErrors) {
  return form.sections.map((section) => ({
    title: section.title,
    text: section.text,
    fields: section.fields.map((field) => viewField(field, row, typed[field.name], errors)),
  }))
}

export type FieldView = ReturnType<typeof viewField>

function viewField(field: Field, row: FormRow, value: string, errors: FormErrors) {
  const { name, kind, label, control } = field
  return {
    name,
    kind,
    label,
    hint: [field.hint, field.note?.(row)].filter(Boolean).join(' ') || undefined,
    value,
    error: errors[name],
    type: INPUT_TYPES[kind],
    placeholder: field.placeholder?.(row) ?? undefined,
    control,
    options: optionsOf(field, row),
    slug: slugOf(field, row),
    picks: field.picks ?? null,
    picture: kind === 'picture' ? coverImage(value || null) : null,
    uploadName: uploadName(name),
    removeHint: field.removeHint,
  }
}

/** Data for the page to fill a field from another one, and to warn before it is changed. */
function slugOf({ name, from, warning }: Field, row: FormRow) {
  return from === undefined && warning === undefined
    ? null
    : { from, warning, saved: row[name] ?? undefined }
}

function optionsOf(field: Field, row: FormRow) {
  const options = field.options?.(row) ?? []
  return field.control.required ? options : [{ value: '', label: 'None' }, ...options]
}
