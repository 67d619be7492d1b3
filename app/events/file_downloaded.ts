import { BaseEvent } from '@adonisjs/core/events'
import type FileRelease from '#models/file_release'

/**
 * A buyer began to download a release. Told for each request of its beginning, under the same
 * promise as `PurchaseCompleted`.
 */
export default class FileDownloaded extends BaseEvent {
  constructor(
    readonly by: { purchaseId: number; userId: number; address: string | null },
    readonly release: FileRelease
  ) {
    super()
  }
}
