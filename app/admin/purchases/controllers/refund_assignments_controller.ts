import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { notFound } from '#http/not_found'
import AssignRefund from '#purchases/refunds/assign_refund'
import type { Notice } from '#records/declarations/resource'

/**
 * Says for which product a refund was that was made in Stripe.
 */
export default class RefundAssignmentsController {
  @inject()
  async store(ctx: HttpContext, assignRefund: AssignRefund) {
    const { params, staff } = ctx
    const purchaseId = Number(params.purchaseId)
    const outcome = await assignRefund.handle({
      refundId: Number(params.id),
      purchaseId,
      actor: staff,
    })
    if (outcome.type === 'not_found' || outcome.type === 'forbidden') {
      throw notFound(ctx)
    }
    const notice: Notice =
      outcome.type === 'invalid'
        ? { kind: 'error', text: `Nothing was assigned. ${outcome.problem}.` }
        : NOTICES[outcome.type]
    ctx.session.flash('notice', notice)
    const to =
      outcome.type === 'invalid'
        ? urlFor('admin.attention')
        : urlFor('admin.purchases.show', { id: purchaseId })
    return ctx.response.redirect().status(303).toPath(to)
  }
}

const NOTICES: Record<'assigned' | 'saved' | 'already', Notice> = {
  assigned: { kind: 'success', text: 'The refund is assigned to this purchase.' },
  saved: {
    kind: 'info',
    text: 'Saved. Stripe did not answer; the refund is applied when the purchase is next compared with Stripe.',
  },
  already: { kind: 'info', text: 'It was assigned already.' },
}
