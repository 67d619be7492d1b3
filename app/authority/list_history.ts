import AuditEntry from '#models/audit_entry'

/** Entries of a page. */
const SIZE = 25

export interface HistoryPage {
  entries: AuditEntry[]
  /** The id that the entries of the next page, which are older, lie before. */
  before: number | null
}

/**
 * What staff did with one record, newest first.
 */
export default class ListHistory {
  /** @param before the id of an entry; null begins with the newest */
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
