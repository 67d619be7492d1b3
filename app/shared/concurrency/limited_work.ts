/**
 * Runs at most a number of works at a time; the others wait in the order in which they came.
 */
export class LimitedWork {
  readonly #waiting: (() => void)[] = []
  #free: number

  /** @param atOnce from 1 */
  constructor(atOnce: number) {
    this.#free = atOnce
  }

  /** Resolves or rejects as `work` does. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter()
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  async #enter() {
    if (this.#free > 0) {
      this.#free--
      return
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Whoever waits takes the place over, so that nobody who comes later can. */
  #leave() {
    const next = this.#waiting.shift()
    if (next) {
      next()
    } else {
      this.#free++
    }
  }
}
