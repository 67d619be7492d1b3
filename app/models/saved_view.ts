import { SavedViewSchema } from '#database/schema'

/**
 * A named view of a list in the panel: its search, filters and sorting.
 */
export default class SavedView extends SavedViewSchema {}
