import { SettingSchema } from '#database/schema'

/** The key of the number that every change of the catalogue raises. */
export const CATALOGUE_VERSION = 'catalogue_version'

/**
 * One value that the store keeps about itself, by its key.
 */
export default class Setting extends SettingSchema {
  static selfAssignPrimaryKey = true
}
