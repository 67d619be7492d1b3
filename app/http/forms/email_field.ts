import vine from '@vinejs/vine'
import type { FieldContext } from '@vinejs/vine/types'
import { canonicalEmail, WITHOUT_BLANKS } from '#shared/email_address'

/** The length of the column; RFC 5321 allows no longer address. */
export const EMAIL_MAX_LENGTH = 254

const canonicalRule = vine.createRule(
  (value: unknown, _options: undefined, field: FieldContext) => {
    if (typeof value === 'string') {
      field.mutate(canonicalEmail(value), field)
    }
  }
)

/** A text that may be an e-mail address, in its one spelling. */
export const typedEmail = () => vine.string().use(canonicalRule()).maxLength(EMAIL_MAX_LENGTH)

/** An e-mail address in its one spelling. */
export const email = () => typedEmail().email().regex(WITHOUT_BLANKS)
