import logger from '@adonisjs/core/services/logger'
import MarkMissingBytes from '#catalogue/files/mark_missing_bytes'
import SaveSetting from '#settings/save_setting'
import FileRelease from '#models/file_release'
import FindSetting from '#settings/find_setting'

/** Releases that are looked at in one go; the next goes on after them. */
const AT_ONCE = 200

/** The row of `settings` that holds the last release that was looked at. */
const LAST_LOOKED_AT = 'files_checked_to'

/**
 * Looks whether the bytes of released files are still there, some at a time and round and round, so
 * that the owner knows of a missing file before a buyer does. A disk that cannot be asked says
 * nothing about its files.
 */
export default class MarkMissingFiles {
  async handle(): Promise<void> {
    const last = Number((await new FindSetting().handle(LAST_LOOKED_AT)) ?? 0)
    const releases = await FileRelease.query()
      .where('status', 'released')
      .where('id', '>', last)
      .orderBy('id')
      .limit(AT_ONCE)
    try {
      for (const release of releases) {
        await new MarkMissingBytes().handle(release)
      }
    } catch (error) {
      logger.warn({ err: error }, 'The disk of the files could not be asked')
      return
    }
    const end = releases.length < AT_ONCE ? 0 : releases.at(-1)!.id
    await new SaveSetting().handle(LAST_LOOKED_AT, String(end))
  }
}
