import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { forgetKeptForm, readKeptForm } from '#http/kept_form'

/**
 * What somebody had sent before they signed in again: shown to them, and sent on when they say so.
 */
export default class KeptFormsController {
  async show(ctx: HttpContext) {
    const form = readKeptForm(ctx)
    return form
      ? ctx.view.render('pages/account/carry_on', { fields: form.fields })
      : ctx.response.redirect().status(303).toPath(urlFor('account.show'))
  }

  /** Status 307 makes the browser send the same fields to where they belong. */
  async update(ctx: HttpContext) {
    const form = forgetKeptForm(ctx)
    return form
      ? ctx.response.redirect().status(307).toPath(form.path)
      : ctx.response.redirect().status(303).toPath(urlFor('account.show'))
  }
}
