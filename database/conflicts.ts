const UNIQUE_VIOLATIONS = new Set([
  '23505',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
])

/** Transient: the database is locked by another writer, or it ended a deadlock. */
const CONTENTIONS = new Set(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', '40P01', '40001'])

/**
 * What knex says of the first query of a transaction that could not begin: the database was locked
 * or gone. The reason itself is lost.
 * Source: knex 3, lib/execution/transaction.js, `query` and `completedError`
 */
const NOT_BEGUN = 'Transaction query already complete'

/**
 * Whether somebody else wrote the same unique value first. On PostgreSQL the transaction is lost.
 */
export function isUniqueViolation(error: unknown): boolean {
  return UNIQUE_VIOLATIONS.has(codeOf(error))
}

/** Whether something still points to a row that was to go, or to one that is gone. */
export function isForeignKeyViolation(error: unknown): boolean {
  return ['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY'].includes(codeOf(error))
}

/**
 * Whether the same work, begun again from reading, may succeed: somebody else was faster, or in the
 * way.
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
