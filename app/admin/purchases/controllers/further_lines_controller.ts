import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { notFound } from '#http/not_found'
import GrantFurtherLine from '#purchases/grant_further_line'
import SettleFurtherLine from '#purchases/settle_further_line'
import type { Notice } from '#records/declarations/resource'

/**
 * What staff do about a product that a buyer paid for in the same checkout as another one.
 */
export default class FurtherLinesController {
  async grant(ctx: HttpContext) {
    const outcome = await new GrantFurtherLine().handle({
      id: Number(ctx.params.id),
      actor: ctx.staff,
    })
    switch (outcome.type) {
      case 'granted':
        return toPurchase(ctx, outcome.purchase.id, {
          kind: 'success',
          text: 'Granted. The buyer gets a mail.',
        })
      case 'already':
        return toPurchase(ctx, outcome.purchaseId, {
          kind: 'info',
          text: 'It was settled already.',
        })
      case 'not_paid':
        return toAttention(ctx, {
          kind: 'error',
          text: 'Nothing was granted: the purchase that it was paid with is not active.',
        })
      case 'unknown_product':
        return toAttention(ctx, {
          kind: 'error',
          text: 'Nothing was granted: the product is not known here. Copy the catalogue from Stripe first.',
        })
      default:
        throw notFound(ctx)
    }
  }

  async settle(ctx: HttpContext) {
    const outcome = await new SettleFurtherLine().handle({
      id: Number(ctx.params.id),
      actor: ctx.staff,
    })
    if (outcome.type === 'not_found') {
      throw notFound(ctx)
    }
    return toPurchase(
      ctx,
      outcome.purchaseId,
      outcome.type === 'settled'
        ? { kind: 'success', text: 'Noted as settled.' }
        : { kind: 'info', text: 'It was settled already.' }
    )
  }
}

function toPurchase({ response, session }: HttpContext, id: number, notice: Notice) {
  session.flash('notice', notice)
  return response.redirect().status(303).toPath(urlFor('admin.purchases.show', { id }))
}

function toAttention({ response, session }: HttpContext, notice: Notice) {
  session.flash('notice', notice)
  return response.redirect().status(303).toPath(urlFor('admin.attention'))
}
