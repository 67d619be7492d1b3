import AuditEntry from '#models/audit_entry'

/**
 * Finds an audit entry of one record; null if there is none, or it is about another record.
 */
export default class FindAuditEntry {
  async handle(
    id: number,
    about: { subjectType: string; subjectId: number }
  ): Promise<AuditEntry | null> {
    return AuditEntry.query()
      .where({ id, ...about })
      .first()
  }
}
