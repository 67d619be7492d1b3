import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { forgetKeptForm, readKeptForm } from '#http/kept_form'

/**
 * A form that a user submitted after their session had expired. It is shown after sign-in and
 * submitted only when the user confirms.
 */
export default class KeptFormsController {
  async show(ctx: HttpContext) {
    const form = readKeptForm(ctx)
    return form
      ? ctx.view.render('pages/account/carry_on', { fields: form.fields })
      : ctx.response.redirect().status(303).toPath(urlFor('account.show'))
  }

  /** Status 307 makes the browser submit the same fields to their original address. */
  async update(ctx: HttpContext) {
    const form = forgetKeptForm(ctx)
    return form
      ? ctx.response.redirect().status(307).toPath(form.path)
      : ctx.response.redirect().status(303).toPath(urlFor('account.show'))
  }
}
