import db from '@adonisjs/lucid/services/db'
import stripeConfig from '#config/stripe'
import SaveCover, { updateCover } from '#catalogue/sync/save_cover'
import type { CatalogueReport } from '#catalogue/sync/catalogue_report'
import { json } from '#database/columns'
import { CoverNotStored, publishCovers } from '#covers/cover_store'
import { coverExists } from '#covers/encode_cover'
import { fetchImage, ImageNotFetched } from '#covers/fetch_image'

/** Images that are fetched at the same time. */
const AT_ONCE = 3

/** Rows per query. */
const BATCH = 500

const localStripeOrigin = stripeConfig.apiBase && new URL(stripeConfig.apiBase).origin

interface CoverRow {
  id: number
  stripe_id: string
  name: string
  images: unknown
  cover_key: string | null
  cover_source: string | null
}

/**
 * Updates the covers that come from Stripe to Stripe's current images. An image is fetched when its
 * URL changed or its files are missing. Of all covers, also those of staff, what only this machine
 * has is copied to the bucket first, where there is one. A failed fetch is reported and tried again by the next run.
 */
export default class RefreshCovers {
  /**
   * @param stripeId only this product; all where omitted
   * @param onProgress called after each cover with how many are done, of how many
   */
  async handle({
    report,
    stripeId,
    onProgress,
  }: {
    report: CatalogueReport
    stripeId?: string
    onProgress?: (done: number, total: number) => void
  }): Promise<void> {
    if (stripeId === undefined) {
      await publishCovers()
    }
    const outdated = await this.#findOutdated(stripeId)
    let done = 0
    const queue = outdated.values()
    const work = async () => {
      for (const row of queue) {
        await this.#refresh(row, report)
        onProgress?.(++done, outdated.length)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  }

  async #findOutdated(stripeId: string | undefined): Promise<CoverRow[]> {
    const outdated: CoverRow[] = []
    let rows: CoverRow[]
    let lastId = 0
    do {
      const query = db
        .from('product_configurations as configurations')
        .join('products', 'products.id', 'configurations.product_id')
        .select('configurations.id', 'configurations.cover_key', 'configurations.cover_source')
        .select('products.stripe_id', 'products.name', 'products.images')
        .where('configurations.id', '>', lastId)
        .where((stripes) =>
          stripes
            .whereNull('configurations.cover_key')
            .orWhereNotNull('configurations.cover_source')
        )
        .orderBy('configurations.id')
        .limit(BATCH)
      rows = await (stripeId === undefined ? query : query.where('products.stripe_id', stripeId))
      for (const row of rows) {
        if (await isOutdated(row)) {
          outdated.push(row)
        }
      }
      lastId = rows.at(-1)?.id ?? 0
    } while (rows.length === BATCH)
    return outdated
  }

  async #refresh(row: CoverRow, { covers }: CatalogueReport): Promise<void> {
    const url = imageOf(row)
    if (url === null) {
      covers.removed += Number(await updateCover(row.id, { key: null, source: null }))
      return
    }
    const problem = await this.#fetchAndStore(row.id, url)
    if (problem === null) {
      covers.stored += 1
    } else {
      covers.failed.push({ stripeId: row.stripe_id, name: row.name, url, problem })
    }
  }

  async #fetchAndStore(configurationId: number, url: string): Promise<string | null> {
    try {
      const bytes = await fetchImage(url, localStripeOrigin)
      const outcome = await new SaveCover().handle({ configurationId, bytes, source: url })
      return outcome.type === 'unusable' ? outcome.problem : null
    } catch (error) {
      if (error instanceof ImageNotFetched || error instanceof CoverNotStored) {
        return error.message
      }
      throw error
    }
  }
}

async function isOutdated(row: CoverRow): Promise<boolean> {
  return (
    imageOf(row) !== row.cover_source ||
    (row.cover_key !== null && !(await coverExists(row.cover_key)))
  )
}

function imageOf(row: CoverRow): string | null {
  const [image] = json.consume(row.images) as string[]
  return image ?? null
}
