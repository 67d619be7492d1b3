import { DateTime } from 'luxon'
import { readTime } from '#database/columns'
import { productsOnSale, whereStanding } from '#catalogue/standing_in_sql'

export interface SitemapEntry {
  slug: string
  changedAt: DateTime
}

/** The most URLs that a sitemap may have. Source: https://www.sitemaps.org/protocol.html */
const LIMIT = 50_000

/**
 * The products on sale, for search engines.
 */
export default class ListSitemap {
  async handle(now = DateTime.utc()): Promise<SitemapEntry[]> {
    const rows = await whereStanding(productsOnSale(), 'on_sale', now)
      .select('product_configurations.slug', 'product_configurations.updated_at')
      .orderBy('product_configurations.id')
      .limit(LIMIT - 1)
    return rows.map((row) => ({ slug: row.slug, changedAt: readTime(row.updated_at) }))
  }
}
