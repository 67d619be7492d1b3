import type { DateTime } from 'luxon'
import AuditEntry from '#models/audit_entry'

/**
 * Who of the staff changed a record last, and when; null where nobody did.
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
