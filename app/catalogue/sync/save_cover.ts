import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { databaseTime } from '#database/columns'
import { encodeCover, UnusableImage } from '#covers/encode_cover'

/** `unusable`: the bytes are no image that can be encoded; `problem` says why. */
export type SaveCoverOutcome =
  | { type: 'stored'; key: string }
  | { type: 'unusable'; problem: string }
  /** Staff set a cover of their own, which Stripe's image does not replace. */
  | { type: 'overridden' }

/**
 * Sets the cover of a product. The image is re-encoded and served by the store.
 */
export default class SaveCover {
  /**
   * @param source Stripe's URL of the image; null where staff uploaded it, which no image from
   * Stripe replaces
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
 * Sets the cover of a configuration. A cover from Stripe, or none, never replaces one from staff.
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
