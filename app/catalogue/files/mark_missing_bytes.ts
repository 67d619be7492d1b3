import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { databaseTime, databaseTimeOrNull } from '#database/columns'
import { diskNamed } from '#storage/disks'
import type FileRelease from '#models/file_release'

/**
 * Compares the size of a stored release with what was uploaded, and saves since when bytes have
 * been missing, so that the owner sees it. Bytes that are back clear the mark.
 * @returns whether all bytes are there
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
      await saveMissingSince(release, DateTime.utc())
    }
    if (isThere && release.missingSince !== null) {
      await saveMissingSince(release, null)
    }
    return isThere
  }
}

async function saveMissingSince(release: FileRelease, since: DateTime | null): Promise<void> {
  await db
    .from('file_releases')
    .where('id', release.id)
    .update({
      missing_since: databaseTimeOrNull(since),
      updated_at: databaseTime(DateTime.utc()),
    })
}
