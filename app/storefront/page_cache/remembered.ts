/** Different headers that are remembered; browsers send few, attackers any number. */
const MOST = 500

/**
 * A function of a short text whose answers are remembered.
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
