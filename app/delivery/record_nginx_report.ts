import logger from '@adonisjs/core/services/logger'
import { dispatchSafely } from '#shared/dispatch_safely'
import { diskNamed } from '#storage/disks'
import FileDownloaded from '#events/file_downloaded'
import FileRelease from '#models/file_release'
import { allowsAttempt } from '#http/rate_limit'
import { nginxReportByHandOver } from '#http/rate_limits'
import { openHandOver, type SealedHandOver } from '#delivery/hand_over'
import RecordDeliveredBytes from '#delivery/record_delivered_bytes'
import RecordDownload, { type RecordDownloadInput } from '#delivery/record_download'

/** What nginx did with a file that it was handed. */
export interface NginxReport {
  /** The status that the buyer got. */
  status: number
  /** Bytes of the body that were sent. */
  sent: number
  /** The `Content-Range` that the buyer got, or an empty text. */
  range: string
  /** Whether everything that was asked for was sent. */
  isComplete: boolean
}

/**
 * Counts a download that nginx has sent, in full or in part, once. One of which nothing was sent does not
 * count, and is logged where nginx could not read the file.
 */
export default class RecordNginxReport {
  /** @returns false if the hand-over is not one of this store, or the bytes are no number of bytes */
  async handle({ sealed, ...report }: NginxReport & { sealed: string }): Promise<boolean> {
    const handOver = openHandOver(sealed)
    if (handOver === null || !Number.isSafeInteger(report.sent) || report.sent < 0) {
      return false
    }
    if (report.status === 200 || report.status === 206) {
      await this.#recordSent(handOver, report)
    } else if (report.status >= 400 && report.status !== 412 && report.status !== 416) {
      logger.error(
        { status: report.status, ...(handOver.kind === 'download' ? handOver.record : {}) },
        'nginx could not send a file; ecommerce:doctor says why'
      )
    }
    return true
  }

  async #recordSent(handOver: SealedHandOver, report: NginxReport) {
    if (handOver.kind === 'probe') {
      await diskNamed('local').remove(handOver.key)
    } else if (report.sent > 0 && (await allowsAttempt(nginxReportByHandOver, handOver.id))) {
      await this.#recordDownload(handOver.record, report)
    }
  }

  async #recordDownload(record: RecordDownloadInput, { sent, range, isComplete }: NginxReport) {
    const release = await FileRelease.find(record.fileReleaseId)
    if (release === null) {
      return
    }
    const downloadId = await new RecordDownload().handle(record)
    await dispatchSafely(() => FileDownloaded.dispatch(record, release))
    await new RecordDeliveredBytes().handle({
      downloadId,
      bytes: sent,
      reachedEnd: isComplete && (range === '' || endOf(range) === release.size - 1),
      size: release.size,
    })
  }
}

/** The last byte of a `Content-Range`; several ranges have none. */
function endOf(range: string): number {
  return Number(/^bytes \d+-(\d+)\/\d+$/.exec(range)?.[1])
}
