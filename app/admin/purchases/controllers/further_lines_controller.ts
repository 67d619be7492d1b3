import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { notFound } from '#http/not_found'
import SettleFurtherLine from '#purchases/settle_further_line'
import type { Notice } from '#records/declarations/resource'

/**
 * Notes that staff dealt with a line of a checkout whose product is not in the catalogue.
 */
export default class FurtherLinesController {
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
