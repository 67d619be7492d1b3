import { BoundedMap } from '#shared/bounded_map'

/** Most different headers in the cache; browsers send few, attackers any number. */
const MOST = 500

/** Characters of the longest text whose result is cached. */
const LONGEST = 500

/**
 * Caches the results of a pure function of a short text. The oldest are dropped first.
 */
export function remembered<Answer>(work: (text: string) => Answer): (text: string) => Answer {
  const answers = new BoundedMap<string, Answer>({ entries: MOST })
  return (text) => {
    const known = answers.peek(text)
    if (known !== undefined) {
      return known
    }
    const answer = work(text)
    if (text.length < LONGEST) {
      answers.set(text, answer)
    }
    return answer
  }
}
