import { randomBytes } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const LENGTHS: Record<string, number> = {
  cs_test: 58,
  prod: 14,
  cus: 14,
  si: 14,
  req: 14,
  pi: 24,
  ch: 24,
  re: 24,
  txn: 24,
}

/** A new id as Stripe writes them: the prefix of its kind, then letters and digits. */
export function newId(prefix: string): string {
  return `${prefix}_${randomText(LENGTHS[prefix] ?? 24)}`
}

/** Random letters and digits, as in Stripe's ids and secrets. */
export function randomText(length: number): string {
  let made = ''
  for (const byte of randomBytes(length)) {
    made += ALPHABET[byte % ALPHABET.length]
  }
  return made
}
