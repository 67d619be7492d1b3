import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'

export interface RecordDeliveredBytesInput {
  downloadId: number
  bytes: number
  /** Whether this request completed and included the last byte of the file. */
  reachedEnd: boolean
  /** The size of the whole file in bytes. */
  size: number
}

/**
 * Adds the bytes of one request to its download. The download is complete once the last byte was
 * sent and at least as many bytes as the file has.
 */
export default class RecordDeliveredBytes {
  async handle({ downloadId, bytes, reachedEnd, size }: RecordDeliveredBytesInput): Promise<void> {
    const now = databaseTime(DateTime.utc())
    await db
      .from('downloads')
      .where('id', downloadId)
      .update({ bytes: db.raw('bytes + ?', [bytes]), updated_at: now })

    if (reachedEnd) {
      await db
        .from('downloads')
        .where('id', downloadId)
        .whereNull('completed_at')
        .where('bytes', '>=', size)
        .update({ completed_at: now })
    }
  }
}
