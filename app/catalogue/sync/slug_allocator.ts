import db from '@adonisjs/lucid/services/db'
import { slugFrom } from '#shared/slug'

/** How many more numbers than needed are looked up in one query. */
const SPARE_NUMBERS = 10

const LAST_RESORT = 'product'

/**
 * Finds slugs that no product has or ever had: made from the name, with a number appended where
 * taken.
 */
export class SlugAllocator {
  /** Handed out but not written: a dry run writes none. */
  readonly #reserved = new Set<string>()

  /**
   * The next number to try, by base, so that many equal names do not try the same numbers again.
   */
  readonly #nextNumber = new Map<string, number>()

  /**
   * @returns one slug per product, in the same order; all different
   */
  async allocate(products: { id: string; name: string }[]): Promise<string[]> {
    const given = new Set<string>()
    const waiting = new Map<string, number[]>()
    const slugs = Array.from<string>({ length: products.length })

    products.forEach((product, index) => {
      const base = slugFrom(product.name) || slugFrom(product.id) || LAST_RESORT
      waiting.set(base, [...(waiting.get(base) ?? []), index])
    })

    while (waiting.size > 0) {
      const candidates = this.#candidates(waiting)
      const taken = await takenSlugs([...candidates.values()].flat())
      for (const [base, indexes] of waiting) {
        const free = candidates
          .get(base)!
          .filter((slug) => !taken.has(slug) && !given.has(slug) && !this.#reserved.has(slug))
        for (const slug of free.slice(0, indexes.length)) {
          slugs[indexes.shift()!] = slug
          given.add(slug)
        }
        if (indexes.length === 0) {
          waiting.delete(base)
        } else {
          this.#nextNumber.set(base, this.#next(base) + candidates.get(base)!.length)
        }
      }
    }
    return slugs
  }

  /** Stops this allocator from handing out these slugs again. */
  reserve(slugs: string[]): void {
    slugs.forEach((slug) => this.#reserved.add(slug))
  }

  #candidates(waiting: Map<string, number[]>): Map<string, string[]> {
    const candidates = new Map<string, string[]>()
    for (const [base, indexes] of waiting) {
      const from = this.#next(base)
      const numbers = Array.from(
        { length: indexes.length + SPARE_NUMBERS },
        (_, offset) => from + offset
      )
      candidates.set(
        base,
        numbers.map((number) => (number === 1 ? base : `${base}-${number}`))
      )
    }
    return candidates
  }

  #next(base: string): number {
    return this.#nextNumber.get(base) ?? 1
  }
}

async function takenSlugs(slugs: string[]): Promise<Set<string>> {
  const [used, present] = [
    await db.from('product_slugs').select('slug').whereIn('slug', slugs),
    await db.from('product_configurations').select('slug').whereIn('slug', slugs),
  ]
  return new Set([...used, ...present].map((row: { slug: string }) => row.slug))
}
