import { randomInt } from 'node:crypto'

/** Crockford's base32: digits and capitals without I, L, O and U, which are easily misread. */
export const REFERENCE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 10

/** A reference in an address, for routes. */
export const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{10}$/

/**
 * Generates a random reference for a public address. Unlike a row id it does not reveal how many
 * records exist.
 * Source: https://www.crockford.com/base32.html
 */
export function newReference(): string {
  return Array.from(
    { length: LENGTH },
    () => REFERENCE_LETTERS[randomInt(REFERENCE_LETTERS.length)]
  ).join('')
}
