import { SettingSchema } from '#database/schema'

/**
 * One value that the store keeps about itself, by its key.
 */
export default class Setting extends SettingSchema {
  static selfAssignPrimaryKey = true
}
