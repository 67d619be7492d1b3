import Purchase from '#models/purchase'
import { deliverEvents } from '#tests/helpers/store/buying'
import { givenOpenCheckout, type Sale } from '#tests/helpers/store/sale'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

/** The workbook, which Stripe offers beside another product, and the store sells too. */
export async function givenCrossSell(
  beside: string,
  price: { unit_amount: number; recurring?: { interval: 'month' } } = { unit_amount: 500 }
): Promise<string> {
  const id = await givenUnknownCrossSell(beside, price)
  await syncCatalogue()
  return id
}

/** The same, and the store has not copied it. */
export async function givenUnknownCrossSell(
  beside: string,
  price: { unit_amount: number; recurring?: { interval: 'month' } } = { unit_amount: 500 }
): Promise<string> {
  const { id } = await stripe.products.create({
    name: 'Workbook',
    default_price_data: { currency: 'usd', ...price },
  })
  await emulator.setCrossSell(beside, id)
  return id
}

/** A buyer who added what Stripe offered, and paid for both: two purchases of one checkout. */
export async function givenSaleOfTwo(
  slug = 'book',
  payment: Parameters<typeof emulator.pay>[1] = {}
): Promise<Sale & { added: Purchase }> {
  const checkout = await givenOpenCheckout(slug)
  await emulator.pay(checkout.sessionId, { ...payment, crossSell: true })
  await deliverEvents()
  const [purchase, added] = await purchasesOf(checkout.sessionId)
  return { ...checkout, purchase, added }
}

/** The purchases of a checkout, in the order in which they were asked for. */
export async function purchasesOf(sessionId: string): Promise<Purchase[]> {
  return Purchase.query()
    .where('checkoutSessionId', sessionId)
    .preload('payments', (payments) =>
      payments.preload('lines').preload('refunds', (refunds) => refunds.preload('lines'))
    )
    .preload('paymentLines')
    .orderBy('id')
}
