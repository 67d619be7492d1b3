const DAY = 24 * 60 * 60 * 1000

/** Days that the store has been open for. */
const DAYS = 3 * 365

/** Above 1: the store sells more every year. */
const GROWTH = 1.4

/**
 * When things happened in a store that has been open for three years and grows.
 */
export class Calendar {
  readonly #end: number

  /** @param today a day as 2026-11-26; its beginning is the end of all that happened */
  constructor(today: string) {
    this.#end = Date.parse(`${today}T00:00:00.000Z`)
  }

  /**
   * The moment at which a part of everything had been sold.
   * @param part from 0 to 1
   */
  at(part: number): Date {
    return new Date(this.#end - Math.round(DAYS * DAY * (1 - part ** (1 / GROWTH))))
  }

  /** A moment some days later, or the end, whichever is first. */
  after(moment: Date, days: number): Date {
    return new Date(Math.min(moment.getTime() + days * DAY, this.#end))
  }

  /** A moment that is far enough away for nobody to begin with work of that time. */
  get later(): Date {
    return new Date(this.#end + 3650 * DAY)
  }

  get end(): Date {
    return new Date(this.#end)
  }
}
