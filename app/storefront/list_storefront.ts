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
  /** What the visitor searches for; empty for everything. */
  search: string
  /** From 1. */
  page: number
  perPage: number
  now?: DateTime
}

export interface StorefrontPage {
  products: StorefrontProduct[]
  /** Of all pages together; 0 also where the page lies beyond the last. */
  total: number
  pages: number
}

/**
 * A page of the shop window. Two queries however many products there are, in plain rows: this is
 * the most visited page of all.
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

/** A product matches when each word of the search is somewhere in its texts. */
function whereMatches<Query extends DatabaseQueryBuilderContract<any>>(
  query: Query,
  search: string
): Query {
  const like = db.connection().dialect.name === 'postgres' ? 'ilike' : 'like'
  for (const word of search.split(/\s+/).filter(Boolean)) {
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
 * SQLite compares only the letters A to Z without regard to case, so a word is looked for in the ways
 * it is usually written.
 */
function patternsFor(word: string): Set<string> {
  const lower = word.toLowerCase()
  const writings = [word, lower, word.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)]
  return new Set(writings.map((writing) => `%${writing.replace(/[%_!]/g, '!$&')}%`))
}
