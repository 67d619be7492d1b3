import { beforeCreate, belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { AuditEntrySchema } from '#database/schema'
import { searchTextOf } from '#database/search_text'
import User from '#models/user'

/**
 * One change made by staff, with the values before and after. Never updated or deleted.
 */
export default class AuditEntry extends AuditEntrySchema {
  declare changes: Record<string, { before: unknown; after: unknown }>

  @belongsTo(() => User, { foreignKey: 'actorId' })
  declare actor: BelongsTo<typeof User>

  @beforeCreate()
  static updateSearchText(entry: AuditEntry) {
    entry.searchText = searchTextOf('audit_entries', {
      actor_label: entry.actorLabel,
      subject_label: entry.subjectLabel,
    })
  }
}
