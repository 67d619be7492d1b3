import { test } from '@japa/runner'
import Price from '#models/price'
import ListAttention from '#operations/attention/list_attention'
import { deliverEvents, givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { readHtml } from '#tests/helpers/store/panel'
import { givenOpenCheckout, hasAccess } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

test.group('What a buyer changes on the payment page', (group) => {
  group.each.setup(() => givenStore())

  test('to another price of the product that Stripe offers is what they bought', async ({
    assert,
  }) => {
    const year = await givenYearlyPrice()
    const checkout = await givenOpenCheckout('plan')
    await emulator.pay(checkout.sessionId, { upsell: true })
    await deliverEvents()

    const purchase = (await purchaseOf(checkout.sessionId))!
    assert.containsSubset(purchase.serialize(), {
      status: 'active',
      statusDetail: null,
      subtotalAmount: 9000,
      totalAmount: 9000,
      renewalAmount: 9000,
      renewalInterval: 'year',
      priceSnapshot: {
        stripeId: year,
        currency: 'usd',
        unitAmount: 9000,
        interval: 'year',
        nickname: 'Yearly',
      },
    })
    assert.isTrue(await hasAccess(checkout, 'plan'))
    assert.deepEqual(await new ListAttention().handle(), [])

    await emulator.renew(purchase.subscriptionId!)
    await deliverEvents()
    assert.equal((await purchaseOf(checkout.sessionId))!.status, 'active')
  })

  test('to another price, with a discount, is what they bought', async ({ assert }) => {
    await givenYearlyPrice()
    const coupon = await stripe.coupons.create({ percent_off: 50 })
    await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'HALF',
    })
    const checkout = await givenOpenCheckout('plan')
    await emulator.pay(checkout.sessionId, { upsell: true, promotionCode: 'HALF' })
    await deliverEvents()

    assert.containsSubset((await purchaseOf(checkout.sessionId))!.serialize(), {
      status: 'active',
      subtotalAmount: 9000,
      discountAmount: 4500,
      totalAmount: 4500,
    })
  })

  test('to another price that is not copied yet is what they bought', async ({ assert }) => {
    await emulator.setDelivery({ mode: 'off' })
    const year = await givenYearlyPrice()
    assert.isNull(await Price.findBy('stripeId', year))
    const checkout = await givenOpenCheckout('plan')
    await emulator.pay(checkout.sessionId, { upsell: true })
    await checkout.buyer.browser.get(`/checkout/return?session_id=${checkout.sessionId}`)

    assert.isTrue(await hasAccess(checkout, 'plan'))
  })

  test('is charged in the currency of their country where the price has it', async ({ assert }) => {
    await stripe.prices.update('price_course', {
      currency_options: { gbp: { unit_amount: 4200 } },
    })
    await deliverEvents()
    assert.deepEqual((await Price.findByOrFail('stripeId', 'price_course')).currencyOptions, {
      gbp: 4200,
    })
    const checkout = await givenOpenCheckout('course')
    await emulator.pay(checkout.sessionId, { currency: 'gbp' })
    await deliverEvents()

    const purchase = (await purchaseOf(checkout.sessionId))!
    assert.containsSubset(purchase.serialize(), {
      status: 'active',
      currency: 'gbp',
      totalAmount: 4200,
      priceSnapshot: { stripeId: 'price_course', currency: 'gbp', unitAmount: 4200 },
    })
    assert.isTrue(await hasAccess(checkout, 'course'))
    const page = await checkout.buyer.browser.get(`/purchases/${purchase.reference}`)
    assert.include(readHtml(page.body), '£42.00')

    await stripe.prices.update('price_course', { currency_options: { gbp: { unit_amount: 9900 } } })
    await emulator.refund(purchase.paymentIntentId!, { amount: 100 })
    await deliverEvents()
    assert.equal((await purchaseOf(checkout.sessionId))!.status, 'active')
  })

  test('of a subscription in another currency promises what is charged in it', async ({
    assert,
  }) => {
    await stripe.prices.update('price_plan', { currency_options: { eur: { unit_amount: 850 } } })
    await deliverEvents()
    const checkout = await givenOpenCheckout('plan')
    await emulator.pay(checkout.sessionId, { currency: 'eur' })
    await deliverEvents()

    const purchase = (await purchaseOf(checkout.sessionId))!
    assert.containsSubset(purchase.serialize(), {
      status: 'active',
      currency: 'eur',
      renewalAmount: 850,
      renewalInterval: 'month',
    })
    const page = await checkout.buyer.browser.get(`/purchases/${purchase.reference}`)
    const text = readHtml(page.body)
    assert.include(text, '€8.50')
    assert.include(text, 'It renews on')
    assert.notInclude(text, '9.00')
  })

  test('in a currency that the price does not have is not possible', async ({ assert }) => {
    const checkout = await givenOpenCheckout('book')
    await emulator.pay(checkout.sessionId, { currency: 'gbp' })
    await deliverEvents()

    assert.containsSubset((await purchaseOf(checkout.sessionId))!.serialize(), {
      status: 'active',
      currency: 'usd',
      totalAmount: 1200,
    })
  })

  test('names on receipts what Stripe charged to the card in its currency', async ({ assert }) => {
    await emulator.changeSettings({ buyerCurrency: 'jpy', hasAdaptivePricing: true })
    const checkout = await givenOpenCheckout('book')
    await emulator.pay(checkout.sessionId)
    await deliverEvents()

    const purchase = (await purchaseOf(checkout.sessionId))!
    assert.containsSubset(purchase.serialize(), {
      status: 'active',
      currency: 'usd',
      totalAmount: 1200,
      presentmentCurrency: 'jpy',
      presentmentAmount: 1800,
    })
    const page = await checkout.buyer.browser.get(`/purchases/${purchase.reference}`)
    assert.include(readHtml(page.body), 'Charged to your card ¥1,800')
    const [receipt] = await mailsTo(checkout.buyer.user.email)
    assert.match(receipt.text, /Charged to your card:? +¥1,800/)
  })
})

/** A second price of the plan, which Stripe offers in its place. */
async function givenYearlyPrice(): Promise<string> {
  const { id } = await stripe.prices.create({
    product: 'prod_plan',
    currency: 'usd',
    unit_amount: 9000,
    recurring: { interval: 'year' },
    nickname: 'Yearly',
  })
  await emulator.setUpsell('price_plan', id)
  return id
}
