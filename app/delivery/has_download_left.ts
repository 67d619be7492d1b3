import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import { readTime } from '#database/columns'

export interface HasDownloadLeftInput {
  purchaseId: number
  fileReleaseId: number
  /** The number of windows; null for no limit. */
  limit: number | null
}

/**
 * Whether a purchase may still download a release: its last window is open, or it has had fewer
 * windows than the limit. So a resumed or cancelled download costs nothing, and a new release
 * starts with the full limit.
 */
export default class HasDownloadLeft {
  async handle({ purchaseId, fileReleaseId, limit }: HasDownloadLeftInput): Promise<boolean> {
    if (limit === null) {
      return true
    }
    const windows: { window_start: string | Date }[] = await db
      .from('downloads')
      .where('purchase_id', purchaseId)
      .where('file_release_id', fileReleaseId)
      .select('window_start')
      .orderBy('window_start', 'desc')
      .limit(limit)
    return windows.length < limit || isOpen(readTime(windows[0].window_start))
  }
}

function isOpen(start: DateTime): boolean {
  return start > DateTime.utc().minus({ hours: storeConfig.downloadWindowHours })
}
