import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { MailSchema } from '#database/schema'
import Purchase from '#models/purchase'
import User from '#models/user'

/**
 * An e-mail in the outbox, written in the transaction of the change that it reports.
 */
export default class Mail extends MailSchema {
  /** The framework does not pluralize "mail". */
  static table = 'mails'

  declare status: 'queued' | 'sent' | 'failed'
  declare data: Record<string, unknown>

  @belongsTo(() => User)
  declare user: BelongsTo<typeof User>

  @belongsTo(() => Purchase)
  declare purchase: BelongsTo<typeof Purchase>
}
