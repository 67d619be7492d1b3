import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { databaseTime, databaseTimeOrNull } from '#database/columns'
import { diskNamed } from '#storage/disks'
import type FileRelease from '#models/file_release'

/**
 * Looks whether all bytes of a release are still where they were put, and keeps since when they are
 * not, so that the owner sees it. What comes back is no longer missed.
 */
export default class MarkMissingBytes {
  async handle(release: FileRelease): Promise<boolean> {
    const size = await diskNamed(release.disk).size(release.storageKey)
    const isThere = size === release.size

    if (!isThere && release.missingSince === null) {
      logger.error(
        { release: release.id, key: release.storageKey, expected: release.size, found: size },
        'The bytes of a release are missing or cut short'
      )
      await keep(release, DateTime.utc())
    }
    if (isThere && release.missingSince !== null) {
      await keep(release, null)
    }
    return isThere
  }
}

async function keep(release: FileRelease, since: DateTime | null): Promise<void> {
  await db
    .from('file_releases')
    .where('id', release.id)
    .update({
      missing_since: databaseTimeOrNull(since),
      updated_at: databaseTime(DateTime.utc()),
    })
}
