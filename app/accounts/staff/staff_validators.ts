import vine from '@vinejs/vine'
import { STAFF_ROLES } from '#models/user'
import { email } from '#http/forms/email_field'

export const invitationValidator = vine.create({ email: email(), role: vine.enum(STAFF_ROLES) })

export const roleValidator = vine.create({ role: vine.enum(STAFF_ROLES) })

export const grantValidator = vine.create({
  email: email(),
  until: vine.string().trim().maxLength(40).optional(),
  reason: vine.string().trim().maxLength(2000).optional(),
})
