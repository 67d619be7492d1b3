import type { DateTime } from 'luxon'
import type { Permission } from '#authority/permissions'
import { formatMoney, toMajor } from '#shared/money'
import { isoTime, printTime } from '#shared/print_time'
import type { Tone } from '#shared/tone'

/** A number for programs: digits with a decimal point, and its currency if it is an amount. */
export interface Exact {
  value: string
  currency?: string
}

/** A checkbox that one click in a list switches. */
export interface Toggle {
  /** A field of the form that is one of the resource's `toggles`. */
  field: string
  /** Names the field and the record, for screen readers. */
  label: string
  isOn: boolean
  /** Where a click is posted to. */
  href: string
  permission: Permission
  /** The version of the displayed record. */
  lockVersion: number
  /** The query string of the list, to return to it. */
  back: string
}

/**
 * The content of a cell of a list, or of a fact on a page. The views support exactly these kinds.
 */
export type Cell =
  | { kind: 'text'; text: string; href?: string; note?: string }
  | { kind: 'code'; text: string; href?: string }
  | { kind: 'number'; text: string; exact?: Exact }
  | { kind: 'time'; iso: string; text: string; href?: string }
  | { kind: 'pill'; text: string; tone: Tone; note?: string }
  | { kind: 'pills'; pills: { text: string; tone: Tone }[] }
  | ({ kind: 'toggle' } & Toggle)

/** The panel and its amounts are in English. */
const LOCALE = 'en'

/** Shown for an empty value. */
export const NOTHING = '–'

/**
 * Plain text.
 * @param more.note a second line, less prominent
 */
export function text(value: string | null, more: { href?: string; note?: string } = {}): Cell {
  return { kind: 'text', text: value === null || value === '' ? NOTHING : value, ...more }
}

/** An id or a key, in a monospace font. */
export function code(value: string | null, href?: string | null): Cell {
  return value === null || value === ''
    ? { kind: 'text', text: NOTHING }
    : { kind: 'code', text: value, ...(href ? { href } : {}) }
}

/** Text that begins with a number, such as an amount with its interval. */
export function figure(value: string | null, exact?: Exact): Cell {
  return { kind: 'number', text: value ?? NOTHING, ...(exact ? { exact } : {}) }
}

export function number(value: number): Cell {
  return {
    kind: 'number',
    text: value.toLocaleString(LOCALE),
    exact: { value: String(value) },
  }
}

/**
 * A count that stopped at a limit: shown as "1,000+" if it reached it.
 * @param limit the value at which counting stopped
 */
export function cappedNumber(value: number, limit: number): Cell {
  return value >= limit
    ? { kind: 'number', text: `${(limit - 1).toLocaleString(LOCALE)}+` }
    : number(value)
}

/** @param amount in minor units */
export function money(amount: number | null, currency: string): Cell {
  return amount === null
    ? figure(null)
    : figure(formatMoney(amount, currency, LOCALE), exactAmount(amount, currency))
}

/** @param amount in minor units */
export function exactAmount(amount: number, currency: string): Exact {
  return { value: toMajor(amount, currency), currency: currency.toUpperCase() }
}

/** A time in UTC. */
export function time(at: DateTime | null, href?: string): Cell {
  return at === null
    ? { kind: 'text', text: NOTHING }
    : {
        kind: 'time',
        iso: isoTime(at),
        /** Formatted only when shown: it takes longer than everything else in a row. */
        get text() {
          return printTime(at, 'datetime', LOCALE)
        },
        ...(href ? { href } : {}),
      }
}

export function pill(label: string, tone: Tone, note?: string): Cell {
  return { kind: 'pill', text: label, tone, ...(note ? { note } : {}) }
}

export function pills(list: { text: string; tone: Tone }[]): Cell {
  return { kind: 'pills', pills: list }
}

export function toggle(facts: Toggle): Cell {
  return { kind: 'toggle', ...facts }
}

/** A labelled value on a record's page. */
export interface Fact {
  label: string
  cell: Cell
}

export function fact(label: string, cell: Cell): Fact {
  return { label, cell }
}
