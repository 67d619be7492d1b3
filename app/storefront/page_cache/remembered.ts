/** Most different headers in the cache; browsers send few, attackers any number. */
const MOST = 500

/**
 * Caches the results of a pure function of a short text.
 */
export function remembered<Answer>(work: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) {
      return known
    }
    const answer = work(text)
    if (answers.size < MOST && text.length < MOST) {
      answers.set(text, answer)
    }
    return answer
  }
}
