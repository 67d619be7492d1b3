import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { AccountTokenSchema } from '#database/schema'
import User from '#models/user'

/**
 * A link sent by e-mail. Only the hash of its secret is stored.
 */
export default class AccountToken extends AccountTokenSchema {
  declare purpose: 'confirm_email' | 'change_email' | 'reset_password' | 'staff_invitation'

  @belongsTo(() => User)
  declare user: BelongsTo<typeof User>

  /** Who sent an invitation to the staff. */
  @belongsTo(() => User, { foreignKey: 'inviterId' })
  declare inviter: BelongsTo<typeof User> | null
}
