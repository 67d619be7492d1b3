import SavedView from '#models/saved_view'

/**
 * Lists a user's own views of a list and those that others share, by name.
 */
export default class ListSavedViews {
  async handle(list: string, userId: number): Promise<SavedView[]> {
    return SavedView.query()
      .where('list', list)
      .where((either) => either.where('userId', userId).orWhere('isShared', true))
      .orderBy('name')
      .orderBy('id')
  }
}
