/** Twice the golden ratio's share of 2^32, which spreads neighbouring numbers far apart. */
const STEP = 0x9e3779b9

/** How many different numbers 32 bits hold. */
const RANGE = 2 ** 32

/**
 * A share between 0 and 1 (exclusive) that looks random and is always the same for the same number.
 * @param purpose numbers for different purposes have nothing to do with each other
 * Source: splitmix32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md
 */
export function share(n: number, purpose: number): number {
  return bits(n, purpose) / RANGE
}

/** One of a list, each as likely as the others. */
export function choose<Item>(items: readonly Item[], n: number, purpose: number): Item {
  return items[Math.floor(share(n, purpose) * items.length)]
}

/**
 * Text that looks random and is always the same for the same number.
 */
export function scramble(n: number, purpose: number, alphabet: string, length: number): string {
  let text = ''
  for (let index = 0; index < length; index++) {
    text += alphabet[bits(n, purpose * 64 + index) % alphabet.length]
  }
  return text
}

function bits(n: number, purpose: number): number {
  let mixed = Math.imul(n + 1, STEP) ^ Math.imul(purpose + 1, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
