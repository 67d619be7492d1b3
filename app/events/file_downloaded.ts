import { BaseEvent } from '@adonisjs/core/events'
import type FileRelease from '#models/file_release'

/**
 * A buyer downloaded a release or a part of it. Dispatched when the store begins to answer such a
 * request, or when nginx reports one that it has answered, so several times for a download in parts;
 * delivery as for `PurchaseCompleted`.
 */
export default class FileDownloaded extends BaseEvent {
  constructor(
    /** `userId` is null where the purchase belongs to an address without an account. */
    readonly by: { purchaseId: number; userId: number | null; address: string | null },
    readonly release: FileRelease
  ) {
    super()
  }
}
