import { coverImage } from '#app/covers'
import type { Field, FormRow } from '#admin/fields'
import type { FormLayout } from '#admin/form'
import type { Typed } from '#admin/form_values'
import type { FormErrors } from '#validators/form'

/** The control of each kind of field that is an `input`. */
const INPUT_TYPES: Partial<Record<Field['kind'], string>> = {
  text: 'text',
  number: 'number',
  time: 'datetime-local',
}

/**
 * A form as its page shows it: every field with what stands in it and what is wrong with it.
 */
export function viewForm(form: FormLayout, row: FormRow, typed: Typed, errors: FormErrors) {
  return form.sections.map((section) => ({
    title: section.title,
    text: section.text,
    fields: section.fields.map((field) => viewField(field, row, typed[field.name], errors)),
  }))
}

function viewField(field: Field, row: FormRow, value: string, errors: FormErrors) {
  const { name, kind, label, hint, control } = field
  return {
    name,
    kind,
    label,
    hint,
    value,
    error: errors[name],
    type: INPUT_TYPES[kind],
    placeholder: field.placeholder?.(row) ?? undefined,
    control,
    options: optionsOf(field, row),
    picture: kind === 'picture' ? coverImage(value || null) : null,
  }
}

function optionsOf(field: Field, row: FormRow) {
  const options = field.options?.(row) ?? []
  return field.control.required ? options : [{ value: '', label: 'None' }, ...options]
}
