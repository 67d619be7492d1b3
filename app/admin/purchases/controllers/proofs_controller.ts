import type { HttpContext } from '@adonisjs/core/http'
import ExportProof, { type DeliveryProof } from '#admin/purchases/export_proof'
import { timelineText } from '#admin/purchases/timeline_table'
import { nameWithPrice } from '#catalogue/prices/price_name'
import { attachmentNamed } from '#storage/content_disposition'
import { notFound } from '#http/not_found'

/**
 * The delivery proof of a purchase, as a page to print or as JSON.
 */
export default class ProofsController {
  async show(ctx: HttpContext) {
    const { params, request, response, staff, view } = ctx
    const outcome = await new ExportProof().handle({ id: Number(params.id), actor: staff })
    if (outcome.type !== 'proof') {
      throw notFound(ctx)
    }
    const { proof } = outcome
    if (request.input('format') === 'json') {
      const name = `delivery-proof-${proof.purchase.reference}.json`
      response.header('content-disposition', attachmentNamed(name))
      return response.json(jsonOf(proof))
    }
    return view.render('pages/admin/purchases/proof', {
      ...proof,
      bought: nameWithPrice(proof.purchase.productSnapshot.name, proof.priceName),
      entries: proof.timeline.map((entry) => ({ ...entry, words: timelineText(entry) })),
    })
  }
}

function jsonOf({
  purchase,
  buyer,
  priceName,
  sisters,
  timeline,
  sessions,
  madeAt,
}: DeliveryProof) {
  const { account } = buyer
  return {
    made_at: madeAt.toISO(),
    purchase: {
      reference: purchase.reference,
      status: purchase.status,
      purchased_at: purchase.purchasedAt.toISO(),
      product: purchase.productSnapshot,
      price: purchase.priceSnapshot,
      price_name: priceName,
      total_amount: purchase.totalAmount,
      currency: purchase.currency,
      checkout_session: purchase.checkoutSessionId,
      payment_intent: purchase.paymentIntentId,
      subscription: purchase.subscriptionId,
      bought_together: sisters.map(({ reference, productSnapshot, totalAmount }) => ({
        reference,
        product: productSnapshot.name,
        total_amount: totalAmount,
      })),
    },
    customer: {
      email: buyer.email,
      name: account?.fullName ?? null,
      email_confirmed_at: account?.emailVerifiedAt?.toISO() ?? null,
      since: account?.createdAt.toISO() ?? null,
    },
    timeline: timeline.map(({ at, ...entry }) => ({ at: at.toUTC().toISO(), ...entry })),
    sessions: sessions.map(({ address, userAgent, signedInAt, seenAt }) => ({
      address,
      user_agent: userAgent,
      signed_in_at: signedInAt.toISO(),
      seen_at: seenAt.toISO(),
    })),
  }
}
