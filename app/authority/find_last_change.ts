import type { DateTime } from 'luxon'
import AuditEntry from '#models/audit_entry'

/**
 * Finds who last changed a record in the panel, and when; null if nobody has.
 */
export default class FindLastChange {
  async handle(
    subjectType: string,
    subjectId: number
  ): Promise<{ by: string; at: DateTime } | null> {
    const entry = await AuditEntry.query()
      .where({ subjectType, subjectId, action: `${subjectType}.updated` })
      .orderBy('id', 'desc')
      .first()
    return entry && { by: entry.actorLabel, at: entry.createdAt }
  }
}
