import { DateTime } from 'luxon'

/** The text of a `datetime-local` control, in UTC; empty for null. */
export function typedMoment(moment: DateTime | null): string {
  return moment === null ? '' : moment.toUTC().toFormat("yyyy-LL-dd'T'HH:mm")
}

/**
 * Parses the text of a `datetime-local` control as UTC.
 * @returns null if it is empty, `unclear` if it is not a valid time
 */
export function readMoment(typed: string): DateTime | null | 'unclear' {
  if (typed.trim() === '') {
    return null
  }
  const moment = DateTime.fromISO(typed.trim(), { zone: 'utc' })
  return moment.isValid ? moment : 'unclear'
}
