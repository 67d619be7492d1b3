interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Batches concurrent writes: items added while one transaction commits are written together in the
 * next one. Written one by one, each would wait for its own disk sync.
 */
export class GroupCommit<Item, Result> {
  readonly #commit: (items: Item[]) => Promise<Result[]>
  readonly #maxItems: number
  readonly #waiting: Waiting<Item, Result>[] = []
  #isWriting = false

  /**
   * @param commit writes all items or none, and returns one result per item, in the same order
   * @param maxItems how many items one commit takes
   */
  constructor(commit: (items: Item[]) => Promise<Result[]>, maxItems = 100) {
    this.#commit = commit
    this.#maxItems = maxItems
  }

  /** Resolves with the item's result once it is committed; rejects if it cannot be written. */
  add(item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.#waiting.push({ item, resolve, reject })
    if (!this.#isWriting) {
      this.#isWriting = true
      setImmediate(() => this.#write())
    }
    return promise
  }

  async #write() {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#maxItems)
      try {
        const results = await this.#commit(group.map(({ item }) => item))
        group.forEach(({ resolve }, index) => resolve(results[index]))
      } catch (error) {
        await this.#writeOneByOne(group, error)
      }
    }
    this.#isWriting = false
  }

  /** One item that cannot be written must not fail the others. */
  async #writeOneByOne(group: Waiting<Item, Result>[], error: unknown) {
    if (group.length === 1) {
      group[0].reject(error)
      return
    }
    for (const { item, resolve, reject } of group) {
      await this.#commit([item]).then(([result]) => resolve(result), reject)
    }
  }
}
