import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { AuditEntrySchema } from '#database/schema'
import User from '#models/user'

/**
 * One change made by staff, with the values before and after. Never updated or deleted.
 */
export default class AuditEntry extends AuditEntrySchema {
  declare changes: Record<string, { before: unknown; after: unknown }>

  @belongsTo(() => User, { foreignKey: 'actorId' })
  declare actor: BelongsTo<typeof User>
}
