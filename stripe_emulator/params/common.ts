import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { integer, list, parseFields, text, type Rule } from '#stripe_emulator/params/rules'

/** Seconds since 1970, either one moment or a range. */
export interface Moment {
  gt?: number
  gte?: number
  lt?: number
  lte?: number
}
/** Values by key; null removes the key. */
export type MetadataChange = Record<string, string | null>

/** Every call may name ids to expand into objects. */
export const expandable = { expand: list(text()) }

/** The cursor parameters of every list. */
export const cursor = {
  ...expandable,
  limit: integer({ min: 1, max: 100 }),
  starting_after: text(),
  ending_before: text(),
}

/** `created=1700000000` or `created[gte]=1700000000`. */
export function moment(): Rule<Moment> {
  const bound = integer()
  return {
    parse(value, name) {
      if (typeof value === 'string') {
        const exact = bound.parse(value, name)
        return { gte: exact, lte: exact }
      }
      return parseFields({ gt: bound, gte: bound, lt: bound, lte: bound }, value, name)
    },
  }
}

/** Whether a time in seconds since 1970 is in the range. */
export function isWithin(moment_: Moment, seconds: number) {
  return (
    seconds > (moment_.gt ?? -Infinity) &&
    seconds >= (moment_.gte ?? -Infinity) &&
    seconds < (moment_.lt ?? Infinity) &&
    seconds <= (moment_.lte ?? Infinity)
  )
}

/**
 * Metadata within Stripe's limits: 50 keys of up to 40 characters, values of up to 500. An empty string
 * instead of the keys removes all of them and is parsed as null.
 */
export function metadata(): Rule<MetadataChange | null> {
  return {
    parse(value, name) {
      if (value === '') {
        return null
      }
      if (typeof value === 'string') {
        throw invalidRequest('Invalid metadata: must be a hash', { param: name })
      }
      const entries = Object.entries(value).map(([key, entry]): [string, string | null] => {
        if (typeof entry !== 'string' || key.length > 40 || entry.length > 500) {
          throw invalidRequest(`Invalid metadata: ${key}`, { param: `${name}[${key}]` })
        }
        return [key, entry === '' ? null : entry]
      })
      if (entries.length > 50) {
        throw invalidRequest('Metadata can have at most 50 keys', { param: name })
      }
      return Object.fromEntries(entries)
    },
  }
}

/** The metadata after a change; undefined changes nothing, null removes everything. */
export function changedMetadata(
  current: Record<string, string>,
  change: MetadataChange | null | undefined
): Record<string, string> {
  if (change === undefined) {
    return current
  }
  const merged = { ...(change === null ? {} : current), ...change }
  const kept = Object.entries(merged).filter(
    (entry): entry is [string, string] => entry[1] !== null
  )
  return Object.fromEntries(kept)
}

/** A lower-case three-letter currency. */
export function currency(): Rule<string> {
  const any = text({ max: 10 })
  return {
    parse(value, name) {
      const given = any.parse(value, name).toLowerCase()
      if (!/^[a-z]{3}$/.test(given)) {
        throw invalidRequest(`Invalid currency: ${given}`, { param: name })
      }
      return given
    },
  }
}

/** An e-mail address of up to 512 characters. */
export function email(): Rule<string> {
  const any = text({ max: 512 })
  return {
    parse(value, name) {
      const given = any.parse(value, name)
      if (!isEmail(given)) {
        throw invalidRequest(`Invalid email address: ${given}`, {
          code: 'email_invalid',
          param: name,
        })
      }
      return given
    },
  }
}

/** Whether the text has the form of an e-mail address, with a domain. */
export function isEmail(given: string) {
  return given.length <= 512 && /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(given)
}

/** An absolute http or https URL; Stripe redirects to and calls no others. */
export function address(): Rule<string> {
  const any = text()
  return {
    parse(value, name) {
      const given = any.parse(value, name)
      if (!/^https?:\/\//i.test(given) || !URL.canParse(given)) {
        throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: name })
      }
      return given
    },
  }
}
