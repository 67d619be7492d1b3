import AuditEntry from '#models/audit_entry'

/** Entries on a page. */
const SIZE = 25

export interface HistoryPage {
  entries: AuditEntry[]
  /** The `before` of the next page, whose entries are older; null on the last page. */
  before: number | null
}

/**
 * Lists the audit entries of one record, newest first.
 */
export default class ListHistory {
  /** @param before lists entries older than the one with this id; null starts with the newest */
  async handle(
    about: { subjectType: string; subjectId: number },
    before: number | null
  ): Promise<HistoryPage> {
    const query = AuditEntry.query()
      .where(about)
      .orderBy('id', 'desc')
      .limit(SIZE + 1)
    if (before !== null) {
      query.where('id', '<', before)
    }
    const found = await query
    const entries = found.slice(0, SIZE)
    return { entries, before: found.length > SIZE ? (entries.at(-1)?.id ?? null) : null }
  }
}
