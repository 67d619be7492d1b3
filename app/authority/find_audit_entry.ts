import AuditEntry from '#models/audit_entry'

/**
 * An entry of the audit about one record; null where it is about another one.
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
