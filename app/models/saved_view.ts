import { SavedViewSchema } from '#database/schema'

/**
 * A list of the panel as somebody looked at it, under a name.
 */
export default class SavedView extends SavedViewSchema {}
