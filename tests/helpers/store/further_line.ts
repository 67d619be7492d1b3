import FurtherLine from '#models/further_line'
import { deliverEvents, purchaseOf } from '#tests/helpers/store/buying'
import { givenOpenCheckout, type Sale } from '#tests/helpers/store/sale'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

/** A product that Stripe offers beside another one, and the store sells too. */
export async function givenCrossSell(
  beside: string,
  price: { unit_amount: number; recurring?: { interval: 'month' } } = { unit_amount: 500 }
): Promise<string> {
  const { id } = await stripe.products.create({
    name: 'Workbook',
    default_price_data: { currency: 'usd', ...price },
  })
  await syncCatalogue()
  await emulator.setCrossSell(beside, id)
  return id
}

/** A buyer who added what Stripe offered, and paid for both. */
export async function givenFurtherLine(slug = 'book'): Promise<Sale & { line: FurtherLine }> {
  const checkout = await givenOpenCheckout(slug)
  await emulator.pay(checkout.sessionId, { crossSell: true })
  await deliverEvents()
  const purchase = (await purchaseOf(checkout.sessionId))!
  const line = await FurtherLine.findByOrFail('purchaseId', purchase.id)
  return { ...checkout, purchase, line }
}
