import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { foldText } from '#shared/fold_text'
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

const SEARCHED = ['product_configurations.search_text', 'products.search_text']

/** Words of a search that are looked for. */
const MOST_WORDS = 6

/** A product matches if every word of the search occurs in one of its texts, in any spelling. */
function whereMatches<Query extends DatabaseQueryBuilderContract<any>>(
  query: Query,
  search: string
): Query {
  for (const word of foldText(search).split(' ').filter(Boolean).slice(0, MOST_WORDS)) {
    const pattern = `%${word.replace(/[%_!]/g, '!$&')}%`
    query.where((matches) => {
      SEARCHED.forEach((column) => matches.orWhereRaw(`?? like ? escape '!'`, [column, pattern]))
    })
  }
  return query
}
