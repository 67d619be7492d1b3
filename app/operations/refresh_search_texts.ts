import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { refreshSearchTexts } from '#database/refresh_search_texts'

/**
 * Corrects the search texts of rows that were written past the models and `withSearchText`, such as by
 * hand in the database, or by an older version of the store during an update. Cached pages of the
 * store are rendered again.
 */
export default class RefreshSearchTexts {
  /** @returns the number of corrected rows */
  async handle(): Promise<number> {
    const corrected = await refreshSearchTexts(db.connection())
    if (corrected > 0) {
      await db.transaction((trx) => raiseCatalogueVersion(trx))
      logger.warn({ rows: corrected }, 'Search texts were out of date and have been corrected')
    }
    return corrected
  }
}
