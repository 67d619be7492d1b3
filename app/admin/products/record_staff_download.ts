import db from '@adonisjs/lucid/services/db'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import type FileRelease from '#models/file_release'

/**
 * Audits that a staff member downloads a file that buyers pay for.
 */
export default class RecordStaffDownload {
  async handle(input: {
    release: FileRelease
    configurationId: number
    label: string
    actor: Actor
  }) {
    const { release, configurationId, label, actor } = input
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor,
          action: 'product.file_downloaded',
          subject: { type: 'product', id: configurationId, label },
          changes: {
            filename: { before: release.filename, after: release.filename },
            version: { before: release.version, after: release.version },
          },
        },
        trx
      )
    )
  }
}
