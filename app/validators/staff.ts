import vine from '@vinejs/vine'
import { STAFF_ROLES } from '#models/user'
import { email } from '#validators/account'

export const invitationValidator = vine.create({ email: email(), role: vine.enum(STAFF_ROLES) })

export const roleValidator = vine.create({ role: vine.enum(STAFF_ROLES) })
