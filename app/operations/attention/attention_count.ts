import ListAttention from '#operations/attention/list_attention'

/** Milliseconds for which a count is good enough for the header of a page. */
const FRESH = 10_000

/**
 * How many things wait for a person, for every page of the panel: counted at most every ten seconds
 * by each process, and anew after something was mended.
 */
class AttentionCount {
  #count: Promise<number> | null = null
  #countedAt = 0

  get(): Promise<number> {
    const now = performance.now()
    if (this.#count === null || now - this.#countedAt > FRESH) {
      this.#countedAt = now
      this.#count = new ListAttention().count().catch((error) => {
        this.forget()
        throw error
      })
    }
    return this.#count
  }

  forget() {
    this.#count = null
  }
}

export const attentionCount = new AttentionCount()
