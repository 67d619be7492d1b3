import type { HttpContext } from '@adonisjs/core/http'
import SavePreferences from '#records/save_preferences'

/**
 * Lists the panel's keyboard shortcuts, and saves whether the user wants single-key ones.
 */
export default class ShortcutsController {
  async show({ view }: HttpContext) {
    return view.render('pages/admin/shortcuts')
  }

  async update({ auth, request, response, session }: HttpContext) {
    const shortcuts = request.input('single_keys') === 'on'
    const { id } = auth.getUserOrFail()
    await new SavePreferences().handle(id, (present) => ({ ...present, shortcuts }))
    session.flash('notice', {
      kind: 'success',
      text: shortcuts ? 'Single keys are on.' : 'Single keys are off.',
    })
    return response.redirect().status(303).toRoute('admin.shortcuts.show')
  }
}
