import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import storeConfig from '#config/store'
import { databaseTime } from '#database/columns'

/** The longest user agent that is saved, in characters. */
const USER_AGENT_LENGTH = 500

export interface RecordDownloadInput {
  purchaseId: number
  /** Null where the purchase belongs to an address. */
  userId: number | null
  fileReleaseId: number
  address: string
  userAgent: string | null
}

/**
 * Counts a download before its first byte: one row per purchase, release and window, for any number
 * of requests. A window starts with its first request.
 */
export default class RecordDownload {
  /** @returns the id of the row that counts this delivery */
  async handle(input: RecordDownloadInput): Promise<number> {
    const now = DateTime.utc()
    return (await countAgain(input, now, db)) ?? (await this.#open(input, now))
  }

  /**
   * Opens a window, unless a concurrent request has done so: the lock on the purchase serializes
   * them. SQLite has no such lock and needs none, because a transaction there blocks all other
   * writers.
   */
  async #open(input: RecordDownloadInput, now: DateTime): Promise<number> {
    return db.transaction(async (trx) => {
      await trx.from('purchases').where('id', input.purchaseId).select('id').forUpdate().first()
      return (await countAgain(input, now, trx)) ?? insert(input, now, trx)
    })
  }
}

async function countAgain(
  { purchaseId, fileReleaseId }: RecordDownloadInput,
  now: DateTime,
  client: Pick<QueryClientContract, 'from'>
): Promise<number | null> {
  const opened = now.minus({ hours: storeConfig.downloadWindowHours })
  const row = await client
    .from('downloads')
    .select('id')
    .where('purchase_id', purchaseId)
    .where('file_release_id', fileReleaseId)
    .where('window_start', '>', databaseTime(opened))
    .orderBy('window_start', 'desc')
    .first()
  if (!row) {
    return null
  }
  await client
    .from('downloads')
    .where('id', row.id)
    .update({ requests: db.raw('requests + 1'), updated_at: databaseTime(now) })
  return row.id
}

async function insert(
  { purchaseId, userId, fileReleaseId, address, userAgent }: RecordDownloadInput,
  now: DateTime,
  client: QueryClientContract
): Promise<number> {
  const at = databaseTime(now)
  const [row] = await client
    .insertQuery()
    .table('downloads')
    .insert({
      purchase_id: purchaseId,
      user_id: userId,
      file_release_id: fileReleaseId,
      window_start: at,
      requests: 1,
      bytes: 0,
      address,
      user_agent: userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
      created_at: at,
      updated_at: at,
    })
    .returning('id')
  return typeof row === 'object' ? row.id : row
}
