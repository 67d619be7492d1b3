const DAY = 24 * 60 * 60 * 1000

/** Days that the store has been open for. */
const DAYS = 3 * 365

/** Above 1: the store sells more every year. */
const GROWTH = 1.4

/**
 * The times of events in a growing store that has been open for three years.
 */
export class Calendar {
  readonly #end: number

  /** @param today a day such as 2026-11-26; nothing happens after its start */
  constructor(today: string) {
    this.#end = Date.parse(`${today}T00:00:00.000Z`)
  }

  /**
   * The time by which this part of all purchases was made.
   * @param part from 0 to 1
   */
  at(part: number): Date {
    return new Date(this.#end - Math.round(DAYS * DAY * (1 - part ** (1 / GROWTH))))
  }

  /** The time some days later, at most the end. */
  after(moment: Date, days: number): Date {
    return new Date(Math.min(moment.getTime() + days * DAY, this.#end))
  }

  /** A time far in the future, so that work that is due then is never started. */
  get later(): Date {
    return new Date(this.#end + 3650 * DAY)
  }

  get end(): Date {
    return new Date(this.#end)
  }
}
