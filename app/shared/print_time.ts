import { DateTime } from 'luxon'

const STYLES = {
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  datetime: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  },
} satisfies Record<string, Intl.DateTimeFormatOptions>

/**
 * Prints a time for a reader, in UTC: a date, or a date with time and zone.
 * @param at a text is ISO 8601; without a zone it counts as UTC
 */
export function printTime(at: DateTime | string, style: keyof typeof STYLES, locale: string) {
  return toUtc(at).setLocale(locale).toLocaleString(STYLES[style])
}

/**
 * Prints a time in UTC for a `datetime` attribute.
 */
export function isoTime(at: DateTime | string): string {
  return toUtc(at).toISO({ suppressMilliseconds: true }) ?? ''
}

function toUtc(at: DateTime | string): DateTime {
  return DateTime.isDateTime(at) ? at.toUTC() : DateTime.fromISO(at, { zone: 'utc' })
}
