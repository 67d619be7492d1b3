import MarkMissingBytes from '#catalogue/files/mark_missing_bytes'
import RecordDeliveredBytes from '#delivery/record_delivered_bytes'
import RecordDownload, { type RecordDownloadInput } from '#delivery/record_download'
import type { ByteRange } from '#storage/disk'
import { dispatchSafely } from '#shared/dispatch_safely'
import FileDownloaded from '#events/file_downloaded'
import { diskNamed } from '#storage/disks'
import type FileRelease from '#models/file_release'
import { sealHandOver } from '#delivery/hand_over'
import HasDownloadLeft from '#delivery/has_download_left'
import FindRelease, { type FindReleaseInput } from '#delivery/find_release'

export type DeliverFileInput = FindReleaseInput & {
  /** How many windows a purchase has per release; null for no limit. */
  downloadLimit: number | null
  buyer: Omit<RecordDownloadInput, 'fileReleaseId'>
}

/**
 * - `not_found` buyers get no such release
 * - `missing` its bytes are missing in storage
 * - `used_up` the download limit of the purchase is reached
 */
export type DeliverFileOutcome =
  { type: 'not_found' } | { type: 'missing' | 'used_up'; release: FileRelease } | Delivery

/**
 * A file that may be sent. It counts from its first byte, so HEAD, 304, refused ranges and files that
 * nginx cannot read do not count.
 */
export interface Delivery {
  type: 'ready'
  release: FileRelease
  /** Seals the delivery for nginx, which reports what it has sent; see `RecordNginxReport`. */
  handOver: () => string
  /** Counts the delivery and opens the bytes. */
  open: (range: ByteRange) => Promise<AsyncIterable<Buffer>>
  /** Records what was sent; does nothing for a delivery that did not begin. */
  end: (delivered: { bytes: number; reachedEnd: boolean }) => Promise<void>
}

/**
 * Prepares one delivery of a file to a buyer whose access has been checked.
 */
export default class DeliverFile {
  async handle({ buyer, downloadLimit, ...wanted }: DeliverFileInput): Promise<DeliverFileOutcome> {
    const release = await new FindRelease().handle(wanted)
    if (release === null) {
      return { type: 'not_found' }
    }
    if (!(await new MarkMissingBytes().handle(release))) {
      return { type: 'missing', release }
    }
    const record = { ...buyer, fileReleaseId: release.id }
    return (await new HasDownloadLeft().handle({ ...record, limit: downloadLimit }))
      ? prepare(release, record)
      : { type: 'used_up', release }
  }
}

function prepare(release: FileRelease, record: RecordDownloadInput): Delivery {
  let downloadId: number | null = null
  return {
    type: 'ready',
    release,
    handOver: () => sealHandOver({ kind: 'download', record }),
    async open(range) {
      downloadId = await new RecordDownload().handle(record)
      await dispatchSafely(() => FileDownloaded.dispatch(record, release))
      return diskNamed(release.disk).open(release.storageKey, range)
    },
    async end(delivered) {
      if (downloadId !== null) {
        await new RecordDeliveredBytes().handle({ downloadId, size: release.size, ...delivered })
      }
    },
  }
}
