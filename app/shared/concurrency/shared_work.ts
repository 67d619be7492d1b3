/**
 * Lets concurrent callers with the same key share one run of the work. A run that has already
 * started may have read stale data, so later callers share the next run instead of joining it.
 */
export class SharedWork<Result> {
  readonly #entries = new Map<string, { current: Promise<Result>; next: Promise<Result> | null }>()

  /**
   * @param key identifies the work; callers waiting under one key share the first waiter's `work`
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

    const removeIfIdle = () => {
      if (entry.next === null) {
        this.#entries.delete(key)
      }
    }
    entry.current.then(removeIfIdle, removeIfIdle)
    return entry.current
  }
}
