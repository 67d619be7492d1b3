import { createHash } from 'node:crypto'
import vine, { errors, SimpleMessagesProvider } from '@vinejs/vine'
import { type Field, type FormRow, normalized } from '#records/declarations/fields'
import { type FieldValues, fieldsOf, type FormLayout, type Typed } from '#records/declarations/form'
import { slugFrom } from '#shared/slug'
import type { FormErrors } from '#http/forms/check_form'

/** Marks (short hashes) of the values when editing began, by field. */
export type Seen = Record<string, string>

/** The validated values, or the errors by field. */
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
}

/** The rules that a value in the wrong format breaks. */
const FORMATS = ['regex', 'number', 'withoutDecimals']

/** Reads the values of a record from its row. */
export function readValues(form: FormLayout, row: FormRow): FieldValues {
  return Object.fromEntries(
    fieldsOf(form).map((field) => [field.name, field.read(row[field.name])])
  )
}

/** Converts values into the texts of the controls. */
export function printValues(form: FormLayout, values: FieldValues): Typed {
  return Object.fromEntries(
    fieldsOf(form).map((field) => [field.name, field.print(values[field.name] ?? null)])
  )
}

/** Converts a submitted form into the texts of the controls. */
export function typedValuesOf(form: FormLayout, input: Record<string, unknown>): Typed {
  return Object.fromEntries(fieldsOf(form).map(({ name }) => [name, asTyped(input[name])]))
}

/** Several values of one name become one text, separated by commas. */
function asTyped(sent: unknown): string {
  const texts = Array.isArray(sent) ? sent : [sent]
  return texts.filter((text) => typeof text === 'string').join(',')
}

/**
 * Validates the texts of the controls and converts them into values. Does not use the database.
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
      .validate(cleaned, {
        messagesProvider: new SimpleMessagesProvider(messagesOf(fields), labels(form)),
      })
    return { ok: true, values: cleaned }
  } catch (error) {
    if (error instanceof errors.E_VALIDATION_ERROR) {
      return { ok: false, errors: firstMessages(error.messages) }
    }
    throw error
  }
}

/** Hashes values into marks that are small enough to be part of the form. */
export function markValues(form: FormLayout, values: FieldValues): Seen {
  const printed = printValues(form, values)
  return Object.fromEntries(
    fieldsOf(form).map((field) => [field.name, mark(normalized(field, printed[field.name]))])
  )
}

/** Parses the marks that were submitted with a form. Invalid ones are left out. */
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

/** The mark of one text. */
export function mark(printed: string): string {
  return createHash('sha256').update(printed).digest('base64url').slice(0, 10)
}

/** Fills empty fields that have `from` with a slug of that field. */
function fillFromOthers(fields: Field[], values: FieldValues): FieldValues {
  const filled = fields
    .filter(({ name, from }) => from !== undefined && values[name] === null)
    .map(({ name, from }) => [name, slugFrom(String(values[from ?? ''] ?? '')) || null])
  return { ...values, ...Object.fromEntries(filled) }
}

/** Fields may have a sentence of their own for values in the wrong format. */
function messagesOf(fields: Field[]): Record<string, string> {
  const own = fields.flatMap(({ name, wrong }) =>
    wrong === undefined ? [] : FORMATS.map((rule) => [`${name}.${rule}`, wrong])
  )
  return { ...MESSAGES, ...Object.fromEntries(own) }
}

function labels(form: FormLayout): Record<string, string> {
  return Object.fromEntries(fieldsOf(form).map(({ name, label }) => [name, label]))
}

function firstMessages(messages: { field: string; message: string }[]): FormErrors {
  return Object.fromEntries(messages.toReversed().map(({ field, message }) => [field, message]))
}
