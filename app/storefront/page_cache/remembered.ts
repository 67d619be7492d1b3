import { BoundedMap } from '#shared/bounded_map'

/** Different headers that are remembered; browsers send few, attackers any number. */
const MOST = 500

/** Characters of a text whose answer is remembered. */
const LONGEST = 500

/**
 * A function of a short text whose answers are remembered. The oldest make room.
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
