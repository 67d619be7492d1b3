import type { DateTime } from 'luxon'
import type { Permission } from '#authority/permissions'
import { formatMoney, toMajor } from '#shared/money'
import { isoTime } from '#shared/print_time'
import type { Tone } from '#shared/tone'

/** A number as programs want it: digits with a point, and its currency where it is an amount. */
export interface Exact {
  value: string
  currency?: string
}

/** Something that is on or off, and is turned by one click. */
export interface Toggle {
  /** Of the form, and one of the resource's `toggles`. */
  field: string
  /** What is on, and of which record. */
  label: string
  isOn: boolean
  /** Where a click is sent. */
  href: string
  permission: Permission
  /** The version of the record that is shown. */
  lockVersion: number
  /** The list as it stands. */
  back: string
}

/**
 * What stands in one cell of a list, or behind one fact of a page. The views know these kinds and
 * no others.
 */
export type Cell =
  | { kind: 'text'; text: string; href?: string; note?: string }
  | { kind: 'code'; text: string; href?: string }
  | { kind: 'number'; text: string; exact?: Exact }
  | { kind: 'time'; iso: string; text: string; href?: string }
  | { kind: 'pill'; text: string; tone: Tone; note?: string }
  | { kind: 'pills'; pills: { text: string; tone: Tone }[] }
  | ({ kind: 'toggle' } & Toggle)

/** The panel is in English, so are its amounts. */
const LOCALE = 'en'

/** What stands where there is nothing. */
export const NOTHING = '–'

/**
 * Plain words.
 * @param note a second, quieter line
 */
export function text(value: string | null, more: { href?: string; note?: string } = {}): Cell {
  return { kind: 'text', text: value === null || value === '' ? NOTHING : value, ...more }
}

/** An id or a key, in letters of one width. */
export function code(value: string | null, href?: string | null): Cell {
  return value === null || value === ''
    ? { kind: 'text', text: NOTHING }
    : { kind: 'code', text: value, ...(href ? { href } : {}) }
}

/** Words that begin with a number, such as an amount with its interval. */
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
 * A number that was counted only up to a limit.
 * @param limit the count at which counting stopped
 */
export function cappedNumber(value: number, limit: number): Cell {
  return value >= limit
    ? { kind: 'number', text: `${(limit - 1).toLocaleString(LOCALE)}+` }
    : number(value)
}

/** @param amount in Stripe's unit of the currency */
export function money(amount: number | null, currency: string): Cell {
  return amount === null
    ? figure(null)
    : figure(formatMoney(amount, currency, LOCALE), exactAmount(amount, currency))
}

/** @param amount in Stripe's unit of the currency */
export function exactAmount(amount: number, currency: string): Exact {
  return { value: toMajor(amount, currency), currency: currency.toUpperCase() }
}

/** A moment, in UTC, short enough for a narrow column. */
export function time(at: DateTime | null, href?: string): Cell {
  return at === null
    ? { kind: 'text', text: NOTHING }
    : {
        kind: 'time',
        iso: isoTime(at),
        /** Printed where it is shown only: that takes longer than all else about a row. */
        get text() {
          return at.toUTC().setLocale(LOCALE).toFormat('d LLL yyyy, HH:mm')
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

/** A fact: its name, and what stands behind it. */
export interface Fact {
  label: string
  cell: Cell
}

export function fact(label: string, cell: Cell): Fact {
  return { label, cell }
}
