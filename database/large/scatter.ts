/** 2^32 divided by the golden ratio, which spreads neighbouring numbers far apart. */
const STEP = 0x9e3779b9

/** The number of values of 32 bits. */
const RANGE = 2 ** 32

/**
 * A pseudo-random number from 0 to 1 (exclusive), always the same for the same number and purpose.
 * @param purpose values for different purposes are independent of each other
 * Source: splitmix32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md
 */
export function share(n: number, purpose: number): number {
  return bits(n, purpose) / RANGE
}

/** A pseudo-random item, each with the same probability. */
export function choose<Item>(items: readonly Item[], n: number, purpose: number): Item {
  return items[Math.floor(share(n, purpose) * items.length)]
}

/**
 * Pseudo-random text, always the same for the same number and purpose.
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
