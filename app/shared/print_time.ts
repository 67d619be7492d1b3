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

/** English of no region would be printed as in the United States; "29 Nov 2026, 14:32" is clear to all. */
const ENGLISH = { language: 'en', printedAs: 'en-GB' }

/**
 * Prints a time for a reader, in UTC, as their locale writes it: a date, or a date with time and zone.
 * Every time that people read in the store, in the panel and in mails is printed here. The panel is in
 * English.
 * @param at a text is ISO 8601; without a zone it counts as UTC
 */
export function printTime(at: DateTime | string, style: keyof typeof STYLES, locale: string) {
  const printed = locale === ENGLISH.language ? ENGLISH.printedAs : locale
  return toUtc(at).setLocale(printed).toLocaleString(STYLES[style])
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
