import { DateTime } from 'luxon'

/**
 * Column options of the generated schema classes. With them SQLite, which has no types for booleans,
 * JSON and times, gives the same values as PostgreSQL.
 */

/** Options of a time column: stored in UTC with milliseconds. */
export const utc = {
  prepare: (value: DateTime | string | null | undefined) =>
    DateTime.isDateTime(value) ? databaseTime(value) : value,
  consume: (value: string | Date | null) => readTimeOrNull(value),
}

/** Options of a boolean column. */
export const boolean = {
  consume: (value: boolean | number | null) => (value === null ? null : Boolean(value)),
}

/** Options of a JSON column. */
export const json = {
  prepare: (value: unknown) =>
    value === null || value === undefined ? null : JSON.stringify(value),
  consume: (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value),
}

/**
 * A time as both databases store and compare it; for every query that binds a time.
 * @throws RangeError for an invalid time
 */
export function databaseTime(time: DateTime): string {
  const text = time.toUTC().toISO({ includeOffset: true })
  if (text === null) {
    throw new RangeError(`Not a time: ${time.invalidReason}`)
  }
  return text
}

/** The same for a time that may be missing. */
export function databaseTimeOrNull(time: DateTime | null): string | null {
  return time === null ? null : databaseTime(time)
}

/**
 * Reads a time column from a plain row, one that is not a model.
 */
export function readTime(value: string | Date): DateTime {
  return typeof value === 'string'
    ? DateTime.fromISO(value.replace(' ', 'T'), { zone: 'utc' })
    : DateTime.fromJSDate(value, { zone: 'utc' })
}

/** The same for a column that may be empty. */
export function readTimeOrNull(value: string | Date | null | undefined): DateTime | null {
  return value ? readTime(value) : null
}
