import db from '@adonisjs/lucid/services/db'
import { PriceFactory, type ProductForSale } from '#database/factories/product_factory'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import type Price from '#models/price'
import type { Answer } from '#tests/helpers/store/visitor'

/**
 * Changes the catalogue as the store itself does: with its version raised in the same transaction.
 */
export async function changeCatalogue(
  table: 'products' | 'prices' | 'product_configurations',
  id: number,
  values: Record<string, unknown>
): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.from(table).where('id', id).update(values)
    await raiseCatalogueVersion(trx)
  })
}

/** Gives a product one more price. */
export function addPrice({ product }: ProductForSale, values: Partial<Price>): Promise<Price> {
  return PriceFactory.merge({ productId: product.id, ...values } as never).create()
}

/** What a page says to somebody who reads it: no tags, plain spaces. */
export function readText({ body }: Answer): string {
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(body)?.[1] ?? body
  return main
    .replace(/<svg[\s\S]*?<\/svg>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;|&#x27;/g, "'")
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
}

/** The names on the cards, in their order. */
export function cardNames({ body }: Answer): string[] {
  return [...body.matchAll(/<h2><a href="[^"]*">([^<]*)<\/a><\/h2>/g)].map(([, name]) => name)
}

/** The data block of a page for search engines. */
export function readJsonLd({ body }: Answer): Record<string, any> | null {
  const block = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(body)
  return block ? JSON.parse(block[1]) : null
}

/** The content of a meta element, by its name or property. */
export function readMeta({ body }: Answer, name: string): string | null {
  return new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(body)?.[1] ?? null
}
