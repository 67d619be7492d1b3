import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { productsOnSale, whereStanding } from '#catalogue/standing_in_sql'
import {
  readCards,
  selectCards,
  type StorefrontProduct,
  type StorefrontRow,
} from '#storefront/storefront_cards'

export interface ListStorefrontInput {
  /** The visitor's search; empty for all products. */
  search: string
  /** Starts at 1. */
  page: number
  perPage: number
  now?: DateTime
}

export interface StorefrontPage {
  products: StorefrontProduct[]
  /** Products on all pages; 0 also for a page beyond the last. */
  total: number
  pages: number
}

/**
 * One page of the products on sale. Two queries for any number of products, in plain rows, because
 * this is the most visited page.
 */
export default class ListStorefront {
  async handle({ search, page, perPage, now }: ListStorefrontInput): Promise<StorefrontPage> {
    const rows: (StorefrontRow & { total: number })[] = await selectCards(
      whereMatches(whereStanding(productsOnSale(), 'on_sale', now ?? DateTime.utc()), search)
    )
      .select(db.rawQuery('count(*) over() as total'))
      .orderBy('product_configurations.position')
      .orderBy('product_configurations.id')
      .limit(perPage)
      .offset((page - 1) * perPage)
    const total = rows.length === 0 ? 0 : Number(rows[0].total)

    return { products: await readCards(rows), total, pages: Math.ceil(total / perPage) }
  }
}

const SEARCHED = [
  'product_configurations.name_override',
  'products.name',
  'product_configurations.overview',
  'products.description',
]

/** Words of a search that are looked for; each costs up to 16 comparisons a product. */
const MOST_WORDS = 6

/** A product matches if every word of the search occurs in one of its texts. */
function whereMatches<Query extends DatabaseQueryBuilderContract<any>>(
  query: Query,
  search: string
): Query {
  const like = db.connection().dialect.name === 'postgres' ? 'ilike' : 'like'
  for (const word of search.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)) {
    query.where((matches) => {
      for (const pattern of patternsFor(word)) {
        SEARCHED.forEach((column) =>
          matches.orWhereRaw(`?? ${like} ? escape '!'`, [column, pattern])
        )
      }
    })
  }
  return query
}

/**
 * SQLite ignores case only for A to Z, so each word is searched for in its usual spellings.
 */
function patternsFor(word: string): Set<string> {
  const lower = word.toLowerCase()
  const spellings = [
    word,
    lower,
    word.toUpperCase(),
    lower.charAt(0).toUpperCase() + lower.slice(1),
  ]
  return new Set(spellings.map((spelling) => `%${spelling.replace(/[%_!]/g, '!$&')}%`))
}
