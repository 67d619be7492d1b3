const UNIQUE_VIOLATIONS = new Set([
  '23505',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
])

/** Transient: another writer holds the lock, or the database has ended a deadlock. */
const CONTENTIONS = new Set(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', '40P01', '40001'])

/**
 * Knex's error for the first query of a transaction that could not begin, because the database was
 * locked or gone. The reason itself is lost.
 * Source: knex 3, lib/execution/transaction.js, `query` and `completedError`
 */
const NOT_BEGUN = 'Transaction query already complete'

/**
 * Whether another row has the same unique value. On PostgreSQL the transaction must be rolled back.
 */
export function isUniqueViolation(error: unknown): boolean {
  return UNIQUE_VIOLATIONS.has(codeOf(error))
}

/** Whether a row that was to be deleted is still referenced, or a referenced row does not exist. */
export function isForeignKeyViolation(error: unknown): boolean {
  return ['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY'].includes(codeOf(error))
}

/**
 * Whether the same work may succeed when it is repeated from its first read: another writer was faster
 * or held a lock.
 */
export function isConflict(error: unknown): boolean {
  return isUniqueViolation(error) || CONTENTIONS.has(codeOf(error)) || hasNotBegun(error)
}

/**
 * Whether a transaction could not even begin.
 */
export function hasNotBegun(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith(NOT_BEGUN)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
