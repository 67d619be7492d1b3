import type Purchase from '#models/purchase'
import {
  type Buyer,
  givenBuyer,
  openSession,
  purchaseOf,
  settleNews,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'

/** Something sold and paid, as the store has heard of it. */
export interface Sale {
  buyer: Buyer
  sessionId: string
  purchase: Purchase
}

/** Sells a product of the small catalogue and waits until the store knows. */
export async function givenSale(slug = 'book', buyer?: Buyer): Promise<Sale> {
  const someone = buyer ?? (await givenBuyer())
  const sessionId = await openSession(someone, slug)
  await emulator.pay(sessionId)
  await settleNews()
  return { buyer: someone, sessionId, purchase: (await purchaseOf(sessionId))! }
}

/** Whether the buyer gets to the page behind the gate. */
export async function getsIn({ buyer }: Pick<Sale, 'buyer'>, slug = 'book'): Promise<boolean> {
  const answer = await buyer.browser.get(`/products/${slug}/access`)
  return answer.status === 200
}
