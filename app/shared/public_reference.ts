import { randomInt } from 'node:crypto'

/** Crockford's base32: digits and capitals without I, L, O and U, so that nobody misreads them. */
export const REFERENCE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 10

/**
 * What a reference in an address looks like.
 */
export const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{10}$/

/**
 * A random reference for a public address, which tells nothing about how many there are.
 * Source: https://www.crockford.com/base32.html
 */
export function newReference(): string {
  return Array.from(
    { length: LENGTH },
    () => REFERENCE_LETTERS[randomInt(REFERENCE_LETTERS.length)]
  ).join('')
}
