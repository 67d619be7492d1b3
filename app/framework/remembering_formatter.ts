import type { TranslationsFormatterContract } from '@adonisjs/i18n/types'
import { BoundedMap } from '#shared/bounded_map'

/** Printed texts that are remembered; the oldest make room. */
const MOST = 5000

/**
 * Prints each text once for the same values and language. Messages are read anew for every text
 * otherwise, which took a sixth of the time of a page.
 */
export class RememberingFormatter implements TranslationsFormatterContract {
  #texts = new BoundedMap<string, string>({ entries: MOST })

  constructor(private formatter: TranslationsFormatterContract) {}

  get name(): string {
    return this.formatter.name
  }

  format(message: string, locale: string, data: Record<string, unknown> = {}): string {
    const values = Object.entries(data)
    if (!values.every(([, value]) => isPlain(value))) {
      return this.formatter.format(message, locale, data)
    }
    const key = JSON.stringify([locale, message, values])
    const known = this.#texts.peek(key)
    if (known !== undefined) {
      return known
    }
    const text = this.formatter.format(message, locale, data)
    this.#texts.set(key, text)
    return text
  }
}

/** What is printed the same however often: unlike a date, it cannot change. */
function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) || value === null
}
