import { DateTime } from 'luxon'

/** A time of Stripe's, in seconds since 1970. */
export function moment(seconds: number): DateTime {
  return DateTime.fromSeconds(seconds, { zone: 'utc' })
}

export function momentOrNull(seconds: number | null | undefined): DateTime | null {
  return seconds === null || seconds === undefined ? null : moment(seconds)
}
