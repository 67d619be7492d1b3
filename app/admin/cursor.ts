import { databaseTime, readTime } from '#database/columns'

/**
 * A place in a sorted list: the value that the row there was sorted by, and its id.
 */
export interface Cursor {
  value: string | number
  id: number
}

export function writeCursor(row: { id: number; sort_value: unknown }): string {
  const value =
    row.sort_value instanceof Date ? databaseTime(readTime(row.sort_value)) : row.sort_value
  return Buffer.from(JSON.stringify([value, row.id])).toString('base64url')
}

/** @returns null for anything that `writeCursor` did not write */
export function readCursor(cursor: string | null): Cursor | null {
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString())
    const isValue = (typeof value === 'string' && !value.includes('\0')) || Number.isFinite(value)
    return isValue && Number.isSafeInteger(id) ? { value, id } : null
  } catch {
    return null
  }
}
