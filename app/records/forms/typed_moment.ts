import { DateTime } from 'luxon'

/** As a control for day and time holds it, in UTC; empty for none. */
export function typedMoment(moment: DateTime | null): string {
  return moment === null ? '' : moment.toUTC().toFormat("yyyy-LL-dd'T'HH:mm")
}

/**
 * The moment that was typed into a control for day and time, in UTC.
 * @returns null where nothing was typed, `unclear` where it is no moment
 */
export function readMoment(typed: string): DateTime | null | 'unclear' {
  if (typed.trim() === '') {
    return null
  }
  const moment = DateTime.fromISO(typed.trim(), { zone: 'utc' })
  return moment.isValid ? moment : 'unclear'
}
