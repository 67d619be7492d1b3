import { BoundedMap } from '#shared/bounded_map'
import { catalogueClock } from '#catalogue/catalogue_clock'

/** Answers kept at once: a page of the shop window each, or a product. */
const MOST = 300

/**
 * Keeps what was read of the catalogue for those who get pages of their own, as long as the
 * catalogue does not change. What is kept is shared: nobody may change it.
 */
export class CatalogueMemo {
  #answers: BoundedMap<string, unknown>
  #state: string | null = null

  /** @param most answers that are kept at once */
  constructor(most: number) {
    this.#answers = new BoundedMap({ entries: most })
  }

  /**
   * The answer that is kept by this name, else the work's own.
   */
  async remember<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> {
    const state = await catalogueClock.read()
    if (state !== this.#state) {
      this.#answers.clear()
      this.#state = state
    }
    if (this.#answers.has(name)) {
      return this.#answers.get(name) as Answer
    }
    const answer = await work()
    if (this.#state === state) {
      this.#answers.set(name, answer)
    }
    return answer
  }

  clear() {
    this.#answers.clear()
  }
}

export const catalogueMemo = new CatalogueMemo(MOST)
