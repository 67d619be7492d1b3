import type { I18n } from '@adonisjs/i18n'
import { errors, type VineValidator } from '@vinejs/vine'
import type { Infer, SchemaTypes } from '@vinejs/vine/types'

/** Fields whose values are never sent back to a browser. */
const SECRET_FIELDS = /password|token|secret|_csrf|one_time_code|recovery_code/i

/** The first error message of each invalid field, by field name. */
export type FormErrors = Record<string, string>

/**
 * The validated data, or the errors and everything that was typed except secrets.
 */
export type FormResult<Data> =
  { ok: true; data: Data } | { ok: false; errors: FormErrors; old: Record<string, unknown> }

/**
 * Validates a form without throwing, so that a rejected one can be shown again with status 422 and
 * everything that was typed.
 * @param input the submitted fields
 * @param i18n for the messages in the reader's language
 */
export async function checkForm<Schema extends SchemaTypes>(
  validator: VineValidator<Schema, undefined>,
  input: Record<string, unknown>,
  i18n?: I18n
): Promise<FormResult<Infer<VineValidator<Schema, undefined>>>> {
  try {
    const data = await validator.validate(input, {
      meta: undefined,
      messagesProvider: i18n?.createMessagesProvider('validation'),
    })
    return { ok: true, data }
  } catch (error) {
    if (error instanceof errors.E_VALIDATION_ERROR) {
      return { ok: false, errors: firstMessages(error.messages), old: typedValues(input) }
    }
    throw error
  }
}

/**
 * The submitted fields without passwords, tokens and codes.
 */
export function typedValues(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !isSecretField(name)))
}

/** Whether a field holds a password, token or code. */
export function isSecretField(name: string): boolean {
  return SECRET_FIELDS.test(name)
}

function firstMessages(messages: { field: string; message: string }[]): FormErrors {
  const found: FormErrors = {}
  for (const { field, message } of messages) {
    found[field] ??= message
  }
  return found
}
