export interface Bounds<Value> {
  /** How many entries there may be; without it, any number. */
  entries?: number
  /** How much all values may weigh together, in the unit of `weigh`; without it, any weight. */
  weight?: number
  /** What a value weighs: the same each time for the same value. */
  weigh?: (value: Value) => number
}

/**
 * A map of limited size, for memory that may be lost at any time. Where a new entry exceeds a bound,
 * the entry that was set or got least recently is removed, as often as necessary.
 */
export class BoundedMap<Key, Value> {
  /** In the order of use, the least recent first. */
  readonly #values = new Map<Key, Value>()
  readonly #mostEntries: number
  readonly #mostWeight: number
  readonly #weigh: (value: Value) => number
  #weight = 0

  /** @throws {RangeError} if there is a bound of weight but nothing that weighs */
  constructor({ entries = Infinity, weight = Infinity, weigh }: Bounds<Value>) {
    if (weight !== Infinity && weigh === undefined) {
      throw new RangeError('A bound of weight needs a function that weighs.')
    }
    this.#mostEntries = entries
    this.#mostWeight = weight
    this.#weigh = weigh ?? (() => 0)
  }

  get size(): number {
    return this.#values.size
  }

  /** What all values weigh together. */
  get weight(): number {
    return this.#weight
  }

  has(key: Key): boolean {
    return this.#values.has(key)
  }

  /** The value of a key, which counts as a use of it. */
  get(key: Key): Value | undefined {
    const value = this.#values.get(key)
    if (value !== undefined) {
      this.#values.delete(key)
      this.#values.set(key, value)
    }
    return value
  }

  /** The value of a key, without counting as a use. Half the cost of `get`. */
  peek(key: Key): Value | undefined {
    return this.#values.get(key)
  }

  /**
   * Saves the value, as the most recently used one. A value that alone exceeds the bound of weight
   * is not saved, and an older one of its key is removed.
   */
  set(key: Key, value: Value): void {
    this.delete(key)
    const weight = this.#weigh(value)
    if (weight > this.#mostWeight) {
      return
    }
    this.#values.set(key, value)
    this.#weight += weight
    while (this.#values.size > this.#mostEntries || this.#weight > this.#mostWeight) {
      this.delete(this.#values.keys().next().value as Key)
    }
  }

  /** Whether there was an entry. */
  delete(key: Key): boolean {
    const value = this.#values.get(key)
    if (value !== undefined) {
      this.#weight -= this.#weigh(value)
    }
    return this.#values.delete(key)
  }

  clear(): void {
    this.#values.clear()
    this.#weight = 0
  }
}
