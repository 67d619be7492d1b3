import { BaseEvent } from '@adonisjs/core/events'
import type FileRelease from '#models/file_release'

/**
 * A buyer started to download a release. Dispatched for every request that begins a delivery, so
 * more than once for a download in parts; delivery as for `PurchaseCompleted`.
 */
export default class FileDownloaded extends BaseEvent {
  constructor(
    readonly by: { purchaseId: number; userId: number; address: string | null },
    readonly release: FileRelease
  ) {
    super()
  }
}
