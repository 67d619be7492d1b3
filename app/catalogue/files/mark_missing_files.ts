import logger from '@adonisjs/core/services/logger'
import MarkMissingBytes from '#catalogue/files/mark_missing_bytes'
import SaveSetting from '#settings/save_setting'
import FileRelease from '#models/file_release'
import FindSetting from '#settings/find_setting'

/** Releases that are checked in one run; the next run continues after them. */
const BATCH = 200

/** The row of `settings` with the id of the last release that was checked. */
const LAST_CHECKED = 'files_checked_to'

/**
 * Checks a batch of released files for missing bytes, starting over after the last file, so that
 * the owner learns of a missing file before a buyer does. A disk that cannot be reached marks
 * nothing as missing.
 */
export default class MarkMissingFiles {
  async handle(): Promise<void> {
    const last = Number((await new FindSetting().handle(LAST_CHECKED)) ?? 0)
    const releases = await FileRelease.query()
      .where('status', 'released')
      .where('id', '>', last)
      .orderBy('id')
      .limit(BATCH)
    try {
      for (const release of releases) {
        await new MarkMissingBytes().handle(release)
      }
    } catch (error) {
      logger.warn({ err: error }, 'The disk with the files could not be read')
      return
    }
    const end = releases.length < BATCH ? 0 : releases.at(-1)!.id
    await new SaveSetting().handle(LAST_CHECKED, String(end))
  }
}
