import ListAttention from '#operations/attention/list_attention'

/** Milliseconds for which a count is reused. */
const FRESH = 10_000

/**
 * How many items need attention, for every page of the panel. Counted at most every ten seconds per
 * process, and again after `forget`.
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

/** The count of this process. */
export const attentionCount = new AttentionCount()
