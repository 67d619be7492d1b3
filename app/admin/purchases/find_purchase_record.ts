import db from '@adonisjs/lucid/services/db'
import FurtherLine from '#models/further_line'
import Download from '#models/download'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import { type BuyerFacts, findBuyerFacts } from '#buyers/buyer_facts'
import { panelReader } from '#admin/panel_reader'
import { listSisters } from '#purchases/list_sisters'
import FindPriceNames from '#purchases/find_price_names'
import {
  newestPayments,
  type PurchasePayment,
  purchasePayments,
} from '#purchases/purchase_payments'
import ListTimeline, {
  newestFirst,
  timelineEntry,
  type TimelineEntry,
} from '#purchases/list_timeline'

/** Most rows per kind on a page; the lists show the rest. */
const MOST = 50

/** A purchase with everything that its page in the panel shows. */
export interface PurchaseRecord {
  purchase: Purchase
  buyer: BuyerFacts
  /** Of the price that was bought; null where it would tell nothing. */
  priceName: string | null
  payments: PurchasePayment[]
  /** The other purchases of its checkout. */
  sisters: Purchase[]
  furtherLines: FurtherLine[]
  events: StripeEvent[]
  mails: Mail[]
  downloads: Download[]
  timeline: TimelineEntry[]
}

/**
 * Everything about a purchase, for staff; null where there is none.
 */
export default class FindPurchaseRecord {
  async handle(id: number): Promise<PurchaseRecord | null> {
    const purchase = await Purchase.query()
      .where('id', id)
      .preload('productConfiguration', (configuration) => configuration.preload('product'))
      .preload('paymentLines', newestPayments(MOST))
      .first()
    if (purchase === null) {
      return null
    }
    const payments = purchasePayments(purchase)
    const events = await findEvents(purchase, payments)
    const priceName = await new FindPriceNames().one(purchase, panelReader())
    const timeline = await new ListTimeline().handle(purchase, priceName)
    return {
      timeline: newestFirst([...entriesOf(events, purchase), ...timeline]),
      purchase,
      buyer: await findBuyerFacts(purchase),
      priceName,
      payments,
      sisters: await listSisters(purchase),
      furtherLines: await FurtherLine.query()
        .where('purchaseId', id)
        .whereNull('grantedPurchaseId')
        .orderBy('id')
        .limit(MOST),
      events,
      mails: await Mail.query().where('purchaseId', id).orderBy('id', 'desc').limit(MOST),
      downloads: await Download.query()
        .where('purchaseId', id)
        .preload('fileRelease', (release) => release.preload('productFile'))
        .orderBy('id', 'desc')
        .limit(MOST),
    }
  }
}

/** Stripe events as timeline entries; ignored events are left out. */
function entriesOf(events: StripeEvent[], { currency }: Purchase): TimelineEntry[] {
  return events
    .filter(({ ignoredAt }) => ignoredAt === null)
    .map(({ type, receivedAt }) => timelineEntry('event', receivedAt, { currency, detail: type }))
}

/** The events about the purchase's session, payments and refunds. */
async function findEvents(purchase: Purchase, payments: PurchasePayment[]): Promise<StripeEvent[]> {
  const objects = [
    purchase.checkoutSessionId,
    purchase.paymentIntentId,
    purchase.subscriptionId,
    ...payments.flatMap(({ stripeId, paymentIntentId, refunds, unassignedRefunds, disputes }) => [
      stripeId,
      paymentIntentId,
      ...[...refunds, ...unassignedRefunds].map((refund) => refund.stripeId),
      ...disputes.map((dispute) => dispute.stripeId),
    ]),
  ].filter((id) => id !== null)
  if (objects.length === 0) {
    return []
  }
  return StripeEvent.query()
    .select('id', 'stripeId', 'type', 'receivedAt', 'handledAt', 'ignoredAt', 'error')
    .where((either) =>
      either
        .whereIn('objectId', objects)
        .orWhere('checkoutSessionId', purchase.checkoutSessionId ?? db.raw('null'))
    )
    .orderBy('id', 'desc')
    .limit(MOST)
}
