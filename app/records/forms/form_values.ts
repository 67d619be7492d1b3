import { createHash } from 'node:crypto'
import vine, { errors, SimpleMessagesProvider } from '@vinejs/vine'
import { type Field, type FormRow, settled } from '#records/declarations/fields'
import { type FieldValues, fieldsOf, type FormLayout, type Typed } from '#records/declarations/form'
import { slugFrom } from '#shared/slug'
import type { FormErrors } from '#http/forms/check_form'

/** Short marks of the values that somebody saw when they began to edit, by field. */
export type Seen = Record<string, string>

export type FormReading = { ok: true; values: FieldValues } | { ok: false; errors: FormErrors }

const MESSAGES = {
  'required': '{{ field }} is needed',
  'string': '{{ field }} is not a text',
  'number': '{{ field }} is not a whole number',
  'withoutDecimals': '{{ field }} is not a whole number',
  'min': '{{ field }} is less than {{ min }}',
  'max': '{{ field }} is more than {{ max }}',
  'maxLength': '{{ field }} is longer than {{ max }} characters',
  'regex': '{{ field }} does not look as it must',
  'slug.regex': 'An address has small letters, digits and single hyphens only',
  'available_from.regex': '{{ field }} is not a date with a time',
  'available_until.regex': '{{ field }} is not a date with a time',
}

/** The values of a record. */
export function readValues(form: FormLayout, row: FormRow): FieldValues {
  return Object.fromEntries(
    fieldsOf(form).map((field) => [field.name, field.read(row[field.name])])
  )
}

/** Values as they stand in the controls. */
export function printValues(form: FormLayout, values: FieldValues): Typed {
  return Object.fromEntries(
    fieldsOf(form).map((field) => [field.name, field.print(values[field.name] ?? null)])
  )
}

/** What was sent, as it stands in the controls again. */
export function typedValuesOf(form: FormLayout, input: Record<string, unknown>): Typed {
  return Object.fromEntries(fieldsOf(form).map(({ name }) => [name, asTyped(input[name])]))
}

/** What was sent several times under one name is one text with commas. */
function asTyped(sent: unknown): string {
  const texts = Array.isArray(sent) ? sent : [sent]
  return texts.filter((text) => typeof text === 'string').join(',')
}

/**
 * Understands what was typed, field by field.
 */
export async function readForm(form: FormLayout, typed: Typed): Promise<FormReading> {
  const fields = fieldsOf(form)
  const cleaned = fillFromOthers(
    fields,
    Object.fromEntries(fields.map((field) => [field.name, field.clean(typed[field.name])]))
  )
  try {
    await vine
      .create(Object.fromEntries(fields.map(({ name, rule }) => [name, rule])))
      .validate(cleaned, { messagesProvider: new SimpleMessagesProvider(MESSAGES, labels(form)) })
    return { ok: true, values: cleaned }
  } catch (error) {
    if (error instanceof errors.E_VALIDATION_ERROR) {
      return { ok: false, errors: firstMessages(error.messages) }
    }
    throw error
  }
}

/** Marks of values, small enough to travel with the form. */
export function markValues(form: FormLayout, values: FieldValues): Seen {
  const printed = printValues(form, values)
  return Object.fromEntries(
    fieldsOf(form).map((field) => [field.name, mark(settled(field, printed[field.name]))])
  )
}

/** The marks that came back with a form; whatever is not one is left out. */
export function readMarks(sent: unknown): Seen {
  try {
    const marks: unknown = JSON.parse(String(sent))
    return Object.fromEntries(
      Object.entries(marks as object).filter(([, value]) => typeof value === 'string')
    )
  } catch {
    return {}
  }
}

export function mark(printed: string): string {
  return createHash('sha256').update(printed).digest('base64url').slice(0, 10)
}

/** Empty fields that are made of others. */
function fillFromOthers(fields: Field[], values: FieldValues): FieldValues {
  const filled = fields
    .filter(({ name, from }) => from !== undefined && values[name] === null)
    .map(({ name, from }) => [name, slugFrom(String(values[from ?? ''] ?? '')) || null])
  return { ...values, ...Object.fromEntries(filled) }
}

function labels(form: FormLayout): Record<string, string> {
  return Object.fromEntries(fieldsOf(form).map(({ name, label }) => [name, label]))
}

function firstMessages(messages: { field: string; message: string }[]): FormErrors {
  return Object.fromEntries(messages.toReversed().map(({ field, message }) => [field, message]))
}
