import { BoundedMap } from '#shared/bounded_map'
import { catalogueClock } from '#catalogue/catalogue_clock'

/** Most entries: one per page of the home page or per product. */
const MOST = 300

/**
 * Caches reads of the catalogue for visitors with a session, until the catalogue changes. The
 * values are shared: callers must not modify them.
 */
export class CatalogueMemo {
  #answers: BoundedMap<string, unknown>
  #state: string | null = null

  /** @param most answers that are kept at once */
  constructor(most: number) {
    this.#answers = new BoundedMap({ entries: most })
  }

  /**
   * The value that is cached under `name`, or the result of `work`, which is then cached.
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

/** The memo of this process. */
export const catalogueMemo = new CatalogueMemo(MOST)
