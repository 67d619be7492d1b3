import vine from '@vinejs/vine'
import type { FieldContext } from '@vinejs/vine/types'
import storeConfig from '#config/store'
import { email, typedEmail } from '#http/forms/email_field'
import {
  isGuessable,
  PASSWORD_MAX_LENGTH,
  PASSWORD_MIN_LENGTH,
} from '#accounts/passwords/password_strength'

const NAME_MAX_LENGTH = 200

/** Control characters such as line breaks do not belong in a name, nor in a mail header. */
const WITHOUT_CONTROLS = /^\P{Cc}*$/u

/**
 * A new password, exactly as typed: nothing is trimmed. Compares it with `email` and `full_name` of
 * the same form.
 */
const newPasswordRule = vine.createRule(
  (value: unknown, _options: undefined, field: FieldContext) => {
    if (typeof value !== 'string') {
      return
    }
    const length = [...value].length
    if (length < PASSWORD_MIN_LENGTH) {
      field.report('Too short', 'password_too_short', field)
    } else if (length > PASSWORD_MAX_LENGTH) {
      field.report('Too long', 'password_too_long', field)
    } else if (isGuessable(value, knownTexts(field))) {
      field.report('Too easy to guess', 'password_guessable', field)
    }
  }
)

/** The repeated new password. */
const sameAsPasswordRule = vine.createRule(
  (value: unknown, _options: undefined, field: FieldContext) => {
    if (value !== field.parent.password) {
      field.report('Not the same', 'password_differs', field)
    }
  }
)

const fullName = () =>
  vine.string().trim().maxLength(NAME_MAX_LENGTH).regex(WITHOUT_CONTROLS).optional()
const newPassword = () => vine.string().use(newPasswordRule())
const passwordConfirmation = () => vine.string().use(sameAsPasswordRule())

/** A value that is compared elsewhere; only its length is checked. */
const typed = (maxLength: number) => vine.string().minLength(1).maxLength(maxLength)

/** Longer than any code with blanks and hyphens. */
const CODE_MAX_LENGTH = 64

/** What confirms a sensitive change of one's own account; `asks_code` comes from the controller. */
const identityProof = () => ({
  current_password: typed(PASSWORD_MAX_LENGTH),
  asks_code: vine.boolean(),
  one_time_code: typed(CODE_MAX_LENGTH).optional().requiredWhen('asks_code', '=', true),
})

export const signUpValidator = vine.create({
  full_name: fullName(),
  email: email(),
  password: newPassword(),
  password_confirmation: passwordConfirmation(),
})

export const signInValidator = vine.create({
  email: typedEmail().minLength(1),
  password: typed(PASSWORD_MAX_LENGTH),
})

export const forgotPasswordValidator = vine.create({ email: email() })

export const resetPasswordValidator = vine.create({
  password: newPassword(),
  password_confirmation: passwordConfirmation(),
})

export const acceptInvitationValidator = vine.create({
  full_name: fullName(),
  password: newPassword(),
  password_confirmation: passwordConfirmation(),
})

export const profileValidator = vine.create({ full_name: fullName() })

export const changeEmailValidator = vine.create({
  email: email(),
  ...identityProof(),
})

export const codeValidator = vine.create({ one_time_code: typed(CODE_MAX_LENGTH) })

export const currentPasswordValidator = vine.create({
  current_password: typed(PASSWORD_MAX_LENGTH),
})

export const identityProofValidator = vine.create(identityProof())

export const updatePasswordValidator = vine.create({
  ...identityProof(),
  password: newPassword(),
  password_confirmation: passwordConfirmation(),
})

function knownTexts(field: FieldContext): string[] {
  const { email: address, full_name: name } = field.parent as Record<string, unknown>
  return [storeConfig.name, address, name].filter((text) => typeof text === 'string')
}
