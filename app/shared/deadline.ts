/**
 * A point in time that several calls share: together they must not take longer.
 */
export class Deadline {
  readonly #endsAt: number

  /** @param milliseconds from now */
  constructor(milliseconds: number) {
    this.#endsAt = performance.now() + milliseconds
  }

  /** Milliseconds left; never negative. */
  get remaining(): number {
    return Math.max(0, this.#endsAt - performance.now())
  }
}
