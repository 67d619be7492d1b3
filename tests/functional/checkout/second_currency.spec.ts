import { test } from '@japa/runner'
import CheckoutAttempt from '#models/checkout_attempt'
import CurrencyCustomer from '#models/currency_customer'
import User from '#models/user'
import {
  type Buyer,
  callsToStripe,
  deliverEvents,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  purchaseOf,
  sessionIdIn,
} from '#tests/helpers/store/buying'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { hasAccess } from '#tests/helpers/store/sale'
import { stripe } from '#tests/helpers/stripe/stripe'

/** A product with a subscription in euros; the plan of the small catalogue is in dollars. */
async function givenEuroPlan(): Promise<void> {
  await stripe.products.create({
    id: 'prod_euro_plan',
    name: 'Euro plan',
    default_price_data: {
      currency: 'eur',
      unit_amount: 800,
      recurring: { interval: 'month' },
    },
  })
  await syncCatalogue()
}

/** Subscribes to a product and returns the session. */
async function subscribe(buyer: Buyer, slug: string): Promise<string> {
  const sessionId = await openSession(buyer, slug)
  await emulator.pay(sessionId)
  await deliverEvents()
  return sessionId
}

/** The customer of a session at Stripe. */
async function customerOf(sessionId: string): Promise<string> {
  return String((await stripe.checkout.sessions.retrieve(sessionId)).customer)
}

test.group('Subscribing in a second currency', (group) => {
  group.each.setup(async () => {
    await givenStore()
    await givenEuroPlan()
  })

  test('closes the open checkout of the other currency, and keeps the customer', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    const dollars = await openSession(buyer, 'plan')

    const euros = await openSession(buyer, 'euro-plan')

    assert.equal((await stripe.checkout.sessions.retrieve(dollars)).status, 'expired')
    assert.equal(await customerOf(euros), await customerOf(dollars))
    assert.lengthOf(await CurrencyCustomer.all(), 0)
    const attempts = await CheckoutAttempt.query().orderBy('id')
    assert.deepEqual(
      attempts.map(({ status, checkoutSessionId }) => [status, checkoutSessionId]),
      [
        ['expired', dollars],
        ['failed', null],
        ['open', euros],
      ]
    )
  })

  test('gives the currency a customer of its own beside a running subscription', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    const dollars = await subscribe(buyer, 'plan')

    const euros = await subscribe(buyer, 'euro-plan')

    const first = await customerOf(dollars)
    const second = await customerOf(euros)
    assert.notEqual(second, first)
    assert.equal((await User.findOrFail(buyer.user.id)).stripeCustomerId, first)
    const [row] = await CurrencyCustomer.all()
    assert.containSubset(row.$attributes, { currency: 'eur', stripeCustomerId: second })
    assert.equal((await stripe.customers.retrieve(second)).id, second)
    assert.isTrue(await hasAccess({ buyer }, 'plan'))
    assert.isTrue(await hasAccess({ buyer }, 'euro-plan'))
    assert.equal((await purchaseOf(euros))!.status, 'active')
  })

  test('opens the portal of the customer that subscribed', async ({ assert }) => {
    const buyer = await givenBuyer()
    const purchases = [await subscribe(buyer, 'plan'), await subscribe(buyer, 'euro-plan')]

    for (const sessionId of purchases) {
      const { reference } = (await purchaseOf(sessionId))!
      await emulator.resetRequests()
      const answer = await buyer.browser.post(`/purchases/${reference}/portal`)
      const [call] = await callsToStripe('POST', '/v1/billing_portal/sessions')
      assert.equal(answer.status, 303)
      assert.equal(call.params.customer, await customerOf(sessionId))
    }
  })

  test('uses the second customer again, for its currency only', async ({ assert }) => {
    const buyer = await givenBuyer()
    const first = await customerOf(await subscribe(buyer, 'plan'))
    const second = await customerOf(await subscribe(buyer, 'euro-plan'))
    await emulator.resetRequests()

    const course = await openSession(buyer, 'course')
    const book = await openSession(buyer, 'book')

    assert.equal(await customerOf(course), second)
    assert.equal(await customerOf(book), first)
    assert.lengthOf(await callsToStripe('POST', '/v1/customers'), 0)
  })

  test('creates one customer and one session for two presses at once', async ({ assert }) => {
    const buyer = await givenBuyer()
    await subscribe(buyer, 'plan')

    const answers = await Promise.all([pressBuy(buyer, 'euro-plan'), pressBuy(buyer, 'euro-plan')])

    assert.equal(sessionIdIn(answers[0]), sessionIdIn(answers[1]))
    assert.lengthOf(await CurrencyCustomer.all(), 1)
    const customers = await stripe.customers.list({ email: buyer.user.email })
    assert.lengthOf(customers.data, 2)
  })

  test('replaces a second customer that was deleted in Stripe', async ({ assert }) => {
    const buyer = await givenBuyer()
    await subscribe(buyer, 'plan')
    const sessionId = await openSession(buyer, 'euro-plan')
    const deleted = await customerOf(sessionId)
    await stripe.checkout.sessions.expire(sessionId)
    await stripe.customers.del(deleted)
    await deliverEvents()

    const again = await openSession(buyer, 'euro-plan')

    assert.notEqual(await customerOf(again), deleted)
    const [row, ...others] = await CurrencyCustomer.all()
    assert.lengthOf(others, 0)
    assert.equal(row.stripeCustomerId, await customerOf(again))
  })

  test('is found in the panel by either customer', async ({ assert }) => {
    const buyer = await givenBuyer()
    await subscribe(buyer, 'plan')
    const second = await customerOf(await subscribe(buyer, 'euro-plan'))
    const staff = await givenStaff()

    const list = readHtml((await staff.get(`/admin/customers?q=${second}`)).body)
    const page = readHtml((await staff.get(`/admin/customers/${buyer.user.id}`)).body)

    assert.include(list, buyer.user.email)
    assert.include(page, 'Customer at Stripe for EUR')
    assert.include(page, second)
  })
})
