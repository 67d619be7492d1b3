import type Purchase from '#models/purchase'
import {
  type Buyer,
  deliverEvents,
  givenBuyer,
  openSession,
  purchaseOf,
} from '#tests/helpers/store/buying'
import type { Answer } from '#tests/helpers/store/visitor'
import { emulator } from '#tests/helpers/stripe/emulator'

/** A buyer on Stripe's payment page. */
export interface OpenCheckout {
  buyer: Buyer
  sessionId: string
}

/** A paid purchase that the store has recorded. */
export interface Sale extends OpenCheckout {
  purchase: Purchase
}

/** A buyer, new unless given, who pressed Buy and has not paid yet. */
export async function givenOpenCheckout(slug = 'book', buyer?: Buyer): Promise<OpenCheckout> {
  const someone = buyer ?? (await givenBuyer())
  return { buyer: someone, sessionId: await openSession(someone, slug) }
}

/**
 * A checkout that was paid while Stripe delivers no events: the store does not know of it yet.
 * @returns also the id of the event that was not delivered
 */
export async function givenUnreportedPayment(
  slug = 'book',
  payment: Parameters<typeof emulator.pay>[1] = {}
): Promise<OpenCheckout & { eventId: string }> {
  const checkout = await givenOpenCheckout(slug)
  await emulator.setDelivery({ mode: 'off' })
  const { eventId } = await emulator.pay(checkout.sessionId, payment)
  return { ...checkout, eventId }
}

/** A checkout paid by a delayed method: the store knows that the money is on its way. */
export async function givenPendingPayment(slug = 'book'): Promise<OpenCheckout> {
  const checkout = await givenOpenCheckout(slug)
  await emulator.pay(checkout.sessionId, { method: 'bank_debit' })
  await deliverEvents()
  return checkout
}

/** Sells a product of the small catalogue; its events are delivered and handled. */
export async function givenSale(slug = 'book', buyer?: Buyer): Promise<Sale> {
  const checkout = await givenOpenCheckout(slug, buyer)
  await emulator.pay(checkout.sessionId)
  await deliverEvents()
  return { ...checkout, purchase: (await purchaseOf(checkout.sessionId))! }
}

/** Whether the buyer may open the gated page of a product. */
export async function hasAccess({ buyer }: Pick<Sale, 'buyer'>, slug = 'book'): Promise<boolean> {
  const answer = await buyer.browser.get(`/products/${slug}/access`)
  return answer.status === 200
}

/** Presses the button with which a buyer opens Stripe's portal. */
export function openPortal({ buyer, purchase }: Sale): Promise<Answer> {
  return buyer.browser.post(`/purchases/${purchase.reference}/portal`)
}
