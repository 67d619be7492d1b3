import { Exception } from '@adonisjs/core/exceptions'
import { isSecretField } from '#http/forms/check_form'
import { readableText } from '#shared/readable_text'

/**
 * The fields of a form, with texts that can be stored and shown; passwords and other secrets stay as
 * they were typed. A null character in any name or value is refused: nobody types one, and PostgreSQL
 * cannot store it.
 * @param fields the parsed fields
 * @throws {Exception} with status 400
 */
export function cleanFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      refuseNullCharacter(name)
      return [name, clean(value, isSecretField(name))]
    })
  )
}

/** A form has too many fields, or too deep ones. */
export function tooManyFields(cause?: Error): Exception {
  return new Exception('The form has too many fields', {
    status: 413,
    code: 'E_TOO_MANY_FIELDS',
    cause,
  })
}

function clean(value: unknown, isSecret: boolean): unknown {
  if (typeof value === 'string') {
    refuseNullCharacter(value)
    return isSecret ? value : readableText(value)
  }
  if (Array.isArray(value)) {
    return value.map((item) => clean(item, isSecret))
  }
  return isFields(value) ? cleanFields(value) : value
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function refuseNullCharacter(text: string) {
  if (text.includes('\0')) {
    throw new Exception('A null character was sent', { status: 400, code: 'E_NULL_CHARACTER' })
  }
}
