/** Selects a page of a list; ids are cursors, as in Stripe's lists. */
export interface PageRequest<T> {
  limit: number
  startingAfter?: string
  endingBefore?: string
  matches?: (item: T) => boolean
}
export interface Page<T> {
  data: T[]
  hasMore: boolean
}

/**
 * Objects of one kind, in the order in which they were added. Reading an unfiltered page takes time
 * in proportion to its length, not to the size of the collection.
 */
export class Collection<T extends { id: string }> {
  #items: T[] = []
  #positions = new Map<string, number>()

  get size() {
    return this.#items.length
  }

  /** @throws Error if the id is taken */
  add<U extends T>(item: U): U {
    if (this.#positions.has(item.id)) {
      throw new Error(`"${item.id}" already exists`)
    }
    this.#positions.set(item.id, this.#items.length)
    this.#items.push(item)
    return item
  }

  get(id: string): T | undefined {
    const position = this.#positions.get(id)
    return position === undefined ? undefined : this.#items[position]
  }

  delete(id: string) {
    const position = this.#positions.get(id)
    if (position !== undefined) {
      this.replaceAll(this.#items.filter((_, index) => index !== position))
    }
  }

  clear() {
    this.replaceAll([])
  }

  replaceAll(items: T[]) {
    this.#items = items
    this.#positions = new Map(items.map((item, index) => [item.id, index]))
  }

  /** Oldest first. */
  all(): readonly T[] {
    return this.#items
  }

  /** The newest match. */
  find(matches: (item: T) => boolean): T | undefined {
    return this.#items.findLast(matches)
  }

  /** All matches, newest first. */
  filter(matches: (item: T) => boolean): T[] {
    return this.#items.filter(matches).reverse()
  }

  /** A page of the list, newest first; undefined for an unknown cursor. */
  page(request: PageRequest<T>): Page<T> | undefined {
    const cursorId = request.startingAfter ?? request.endingBefore
    const cursor = cursorId === undefined ? undefined : this.#positions.get(cursorId)
    if (cursorId !== undefined && cursor === undefined) {
      return undefined
    }
    if (request.endingBefore !== undefined) {
      const { data, hasMore } = this.#walk(cursor! + 1, +1, request)
      return { data: data.reverse(), hasMore }
    }
    return this.#walk((cursor ?? this.#items.length) - 1, -1, request)
  }

  #walk(from: number, step: 1 | -1, { limit, matches }: PageRequest<T>): Page<T> {
    const data: T[] = []
    for (let index = from; index >= 0 && index < this.#items.length; index += step) {
      const item = this.#items[index]
      if (matches && !matches(item)) {
        continue
      }
      if (data.length === limit) {
        return { data, hasMore: true }
      }
      data.push(item)
    }
    return { data, hasMore: false }
  }
}
