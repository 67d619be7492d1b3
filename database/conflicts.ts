const UNIQUE_VIOLATIONS = new Set([
  '23505',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
])

/** Transient: the database is locked by another writer, or it ended a deadlock. */
const CONTENTIONS = new Set(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', '40P01', '40001'])

/**
 * Whether somebody else wrote the same unique value first. On PostgreSQL the transaction is lost.
 */
export function isUniqueViolation(error: unknown): boolean {
  return UNIQUE_VIOLATIONS.has(codeOf(error))
}

/**
 * Whether the same work, begun again from reading, may succeed: somebody else was faster, or in the
 * way.
 */
export function isConflict(error: unknown): boolean {
  return isUniqueViolation(error) || CONTENTIONS.has(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
