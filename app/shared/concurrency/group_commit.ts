interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Writes what comes at the same time together: while one transaction is being made durable, all that
 * arrives meanwhile waits for the next. One by one each would wait for the disk.
 */
export class GroupCommit<Item, Result> {
  readonly #commit: (items: Item[]) => Promise<Result[]>
  readonly #largest: number
  readonly #waiting: Waiting<Item, Result>[] = []
  #isWriting = false

  /**
   * @param commit writes items in one go and gives a result for each, in their order; all or none
   * @param largest how many it takes at once
   */
  constructor(commit: (items: Item[]) => Promise<Result[]>, largest = 100) {
    this.#commit = commit
    this.#largest = largest
  }

  /** Resolves when the item is committed. */
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
      const group = this.#waiting.splice(0, this.#largest)
      try {
        const results = await this.#commit(group.map(({ item }) => item))
        group.forEach(({ resolve }, index) => resolve(results[index]))
      } catch (error) {
        await this.#writeOneByOne(group, error)
      }
    }
    this.#isWriting = false
  }

  /** One item that cannot be written must not take the others along. */
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
