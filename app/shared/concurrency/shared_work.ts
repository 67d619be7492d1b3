/**
 * Lets callers who want the same thing at the same time share the work. Work that is already under
 * way may have read what has changed since, so a caller never joins it: all who come meanwhile share
 * the next one.
 */
export class SharedWork<Result> {
  readonly #entries = new Map<string, { current: Promise<Result>; next: Promise<Result> | null }>()

  /**
   * @param key what is wanted; the work of the first who waits is done for all who wait
   */
  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const entry = this.#entries.get(key)
    if (!entry) {
      return this.#start(key, work)
    }
    entry.next ??= entry.current.then(
      () => this.#start(key, work),
      () => this.#start(key, work)
    )
    return entry.next
  }

  #start(key: string, work: () => Promise<Result>): Promise<Result> {
    const entry = { current: work(), next: null as Promise<Result> | null }
    this.#entries.set(key, entry)

    const leave = () => {
      if (entry.next === null) {
        this.#entries.delete(key)
      }
    }
    entry.current.then(leave, leave)
    return entry.current
  }
}
