import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { databaseTime } from '#database/columns'
import { encodeCover, UnusableImage } from '#covers/encode_cover'

export type SaveCoverOutcome =
  | { type: 'stored'; key: string }
  | { type: 'unusable'; problem: string }
  /** Stripe's image came too late: staff gave the product a cover of its own. */
  | { type: 'overridden' }

/**
 * Gives a product its cover: re-encoded here, and served from here.
 */
export default class SaveCover {
  /**
   * @param source Stripe's address of the image; null where staff gave it, which no image of
   * Stripe's replaces
   */
  async handle(cover: {
    configurationId: number
    bytes: Buffer
    source: string | null
  }): Promise<SaveCoverOutcome> {
    let key: string
    try {
      key = await encodeCover(cover.bytes)
    } catch (error) {
      if (error instanceof UnusableImage) {
        return { type: 'unusable', problem: error.message }
      }
      throw error
    }
    const isSet = await updateCover(cover.configurationId, { key, source: cover.source })
    return isSet ? { type: 'stored', key } : { type: 'overridden' }
  }
}

/**
 * Writes which cover a configuration has. One from Stripe, or none, gives way to one by staff.
 * @returns whether it was written
 */
export async function updateCover(
  configurationId: number,
  cover: { key: string | null; source: string | null }
): Promise<boolean> {
  const isByStaff = cover.key !== null && cover.source === null
  return db.transaction(async (trx) => {
    await raiseCatalogueVersion(trx)
    const query = trx.from('product_configurations').where('id', configurationId)
    if (!isByStaff) {
      query.where((stripes) => stripes.whereNull('cover_key').orWhereNotNull('cover_source'))
    }
    const updated = await query.update({
      cover_key: cover.key,
      cover_source: cover.source,
      updated_at: databaseTime(DateTime.utc()),
    })
    return Number(updated) === 1
  })
}
