import { isGuessable } from '#accounts/passwords/password_strength'
import { diffLines } from '#records/line_diff'
import { canonicalEmail } from '#shared/email_address'
import { chooseEncoding } from '#storefront/page_cache/cached_page'
import { measureTimes } from './page_times.js'

/** Limit of one call in milliseconds. */
const LIMIT = 30

const [OLD, NEW] = ['old', 'new'].map((word) =>
  Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`).join('\n')
)

/** The inputs that take the longest among those that strangers or staff can send. */
const INPUTS: Record<string, () => unknown> = {
  'password of 252 characters': () => isGuessable('correct horse '.repeat(18)),
  'Accept-Encoding of 16,000 blanks': () => chooseEncoding(`a${' '.repeat(16_000)}b`),
  'address of 40,000 combining marks': () =>
    canonicalEmail(`a${'\u0300'.repeat(20_000)}${'\u0316'.repeat(20_000)}@example.com`),
  'two texts of 20,000 different lines': () => diffLines(OLD, NEW),
}

/** Measures pure work on the main thread. */
export async function measureHostileInputs(): Promise<void> {
  for (const [name, work] of Object.entries(INPUTS)) {
    await measureTimes(name, work, { share: 0.5, limit: LIMIT })
  }
}
