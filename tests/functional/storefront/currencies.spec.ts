import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import {
  resetCheckoutLimits,
  givenBuyer,
  givenStore,
  openSession,
  purchaseOf,
  deliverEvents,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { formFields, givenStaff, linkTo, readHtml } from '#tests/helpers/store/panel'
import { stripe } from '#tests/helpers/stripe/stripe'

/**
 * What is typed, what Stripe is asked for, and what a reader of English sees. Stripe's units are not
 * those of Intl: it takes two decimals for HUF, TWD, ISK and UGX, none for JPY and KRW, three for
 * KWD and BHD.
 * Source: https://docs.stripe.com/currencies#zero-decimal
 */
const AMOUNTS: {
  currency: string
  typed: string
  amount: number
  printed: string
  plain: string
}[] = [
  { currency: 'usd', typed: '12.50', amount: 1250, printed: '$12.50', plain: '12.50' },
  { currency: 'eur', typed: '1234.56', amount: 123_456, printed: '€1,234.56', plain: '1234.56' },
  { currency: 'jpy', typed: '1800', amount: 1800, printed: '¥1,800', plain: '1800' },
  { currency: 'krw', typed: '15000', amount: 15_000, printed: '₩15,000', plain: '15000' },
  { currency: 'kwd', typed: '4.500', amount: 4500, printed: 'KWD 4.500', plain: '4.500' },
  { currency: 'bhd', typed: '7.25', amount: 7250, printed: 'BHD 7.250', plain: '7.250' },
  { currency: 'huf', typed: '4990', amount: 499_000, printed: 'HUF 4,990.00', plain: '4990.00' },
  { currency: 'isk', typed: '2500', amount: 250_000, printed: 'ISK 2,500.00', plain: '2500.00' },
  {
    currency: 'ugx',
    typed: '36000',
    amount: 3_600_000,
    printed: 'UGX 36,000.00',
    plain: '36000.00',
  },
  { currency: 'twd', typed: '399', amount: 39_900, printed: 'NT$399.00', plain: '399.00' },
]

test.group('An amount', (group) => {
  group.each.setup(() => givenStore())

  test('is the same from the price form to the receipt: {currency} {typed}')
    .with(AMOUNTS)
    .run(async ({ assert }, { currency, typed, amount, printed, plain }) => {
      const { id } = await db
        .from('product_configurations')
        .select('id')
        .where('slug', 'book')
        .firstOrFail()
      const staff = await givenStaff()
      const page = await staff.get(`/admin/products/${id}/prices`)
      const made = await staff.post(`/admin/products/${id}/prices`, {
        ...formFields(page),
        amount: typed,
        currency,
        interval: '',
        interval_count: '1',
        nickname: 'Tried',
      })
      assert.equal(made.status, 303, readHtml(made.body))

      const price = (await stripe.prices.list({ product: 'prod_book', limit: 100 })).data.find(
        ({ nickname }) => nickname === 'Tried'
      )!
      assert.equal(price.unit_amount, amount)
      assert.equal(price.currency, currency)
      const copy = await db.from('prices').where('stripe_id', price.id).firstOrFail()
      assert.equal(Number(copy.unit_amount), amount)

      const buyer = await givenBuyer()
      const label = printed.replace(/\.00$/, '')
      assert.include(spaces(readHtml((await buyer.browser.get('/products/book')).body)), label)
      const sessionId = await openSession(buyer, 'book', { price_id: price.id })
      await emulator.pay(sessionId)
      await deliverEvents()
      await resetCheckoutLimits(buyer)

      const purchase = (await purchaseOf(sessionId))!
      assert.equal(purchase.totalAmount, amount)
      assert.equal(purchase.payments[0].amount, amount)
      const shown = await staff.get(`/admin/purchases/${purchase.id}`)
      assert.include(spaces(readHtml(shown.body)), printed)
      const [receipt] = await mailsTo(buyer.user.email)
      assert.include(spaces(receipt.text), printed)
      const list = await staff.get('/admin/purchases')
      const csv = await staff.get(linkTo(list, 'Export CSV')!)
      assert.include(csv.body, plain)
    })
})

/** Replaces the non-breaking spaces that Intl prints between a code and its amount. */
function spaces(text: string): string {
  return text.replaceAll('\u00A0', ' ')
}
