import { SettingSchema } from '#database/schema'

/** The key of the number that every change of the catalogue increments. */
export const CATALOGUE_VERSION = 'catalogue_version'

/**
 * A value that the store saves about itself, by key.
 */
export default class Setting extends SettingSchema {
  static selfAssignPrimaryKey = true
}
