import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import DismissRefusal from '#operations/attention/dismiss_refusal'
import { notFound } from '#http/not_found'

/**
 * Removes a refusal of Stripe from "needs attention". 404 without the right to sync.
 */
export default class RefusalsController {
  async destroy(ctx: HttpContext) {
    const { params, response, session, staff } = ctx
    const { type } = await new DismissRefusal().handle({ id: Number(params.id), actor: staff })
    if (type === 'forbidden') {
      throw notFound(ctx)
    }
    session.flash('notice', {
      kind: 'info',
      text: 'Removed from the list. It comes back if Stripe refuses again.',
    })
    return response.redirect(urlFor('admin.attention'), false, 303)
  }
}
