import { test } from '@japa/runner'
import stripeConfig from '#config/stripe'
import CheckoutAttempt from '#models/checkout_attempt'
import {
  callsToStripe,
  deliverEvents,
  givenBuyer,
  givenStore,
  openSession,
  pressBuy,
  returnFromCheckout,
  sessionIdIn,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { keyWithout } from '#tests/helpers/stripe/restricted_key'
import { startWithKey } from '#tests/helpers/stripe/second_account'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { hasAccess } from '#tests/helpers/store/sale'
import { stripe } from '#tests/helpers/stripe/stripe'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { UserFactory } from '#database/factories/user_factory'

const SESSIONS = { method: 'POST', path: '^/v1/checkout/sessions$' }
const EVERYTHING = { path: '^/v1/' }

/** What "needs attention" says. */
async function attention(): Promise<string> {
  const staff = await givenStaff()
  return readHtml((await staff.get('/admin/attention')).body)
}

/** Nothing in the answer promises that waiting or trying again helps. */
function isFinal(answer: Answer): boolean {
  const text = readHtml(answer.body)
  return (
    answer.headers.get('retry-after') === null &&
    !/try again (in|now)|in a moment|does not answer/i.test(text) &&
    !answer.body.includes('/checkout"')
  )
}

test.group('Pressing Buy when Stripe refuses', (group) => {
  group.each.setup(() => givenStore())

  test('says that the store has to change something: {title}')
    .with([
      {
        title: 'the key has expired',
        fault: {
          ...EVERYTHING,
          status: 401,
          error: { code: 'api_key_expired', message: 'Expired API Key provided: sk_test_****' },
        },
        owner: ['Stripe refuses the key', 'Expired API Key', 'STRIPE_SECRET_KEY'],
      },
      {
        title: 'the account may not charge',
        fault: {
          ...SESSIONS,
          status: 400,
          error: {
            message:
              'In order to use Checkout, you must set an account or business name at https://dashboard.stripe.com/account.',
          },
        },
        owner: ['does not let the account take payments', 'must set an account or business name'],
      },
      {
        title: 'card testing is suspected',
        fault: {
          ...SESSIONS,
          status: 400,
          error: { message: 'This request was blocked, because of suspected card testing.' },
        },
        owner: ['suspected card testing', 'Developers, Logs', 'Checkout of Book'],
      },
      {
        title: 'the API version has no such parameter',
        fault: {
          ...SESSIONS,
          status: 400,
          error: {
            code: 'parameter_unknown',
            param: 'allow_promotion_codes',
            message: 'Received unknown parameter: allow_promotion_codes',
          },
        },
        owner: ['Received unknown parameter: allow_promotion_codes'],
      },
      {
        title: 'the idempotency key belongs to another request',
        fault: {
          ...SESSIONS,
          status: 400,
          error: {
            type: 'idempotency_error' as const,
            message: 'Keys for idempotent requests can only be used with the same parameters',
          },
        },
        owner: ['Keys for idempotent requests'],
      },
      {
        title: 'for a reason that nobody foresaw',
        fault: { ...SESSIONS, status: 402, error: { message: 'No more of this today.' } },
        owner: ['Stripe refuses this', 'No more of this today.'],
      },
    ])
    .run(async ({ assert }, { fault, owner }) => {
      const buyer = await givenBuyer()
      await emulator.fault({ ...fault, kind: 'status', times: 9 })

      const answer = await pressBuy(buyer, 'book')
      await emulator.clearFaults()

      assert.equal(answer.status, 503)
      assert.isTrue(isFinal(answer), answer.body)
      assert.include(readHtml(answer.body), 'Nothing was charged.')
      assert.include(readHtml(answer.body), 'its owner can see what')
      const listed = await attention()
      owner.forEach((words) => assert.include(listed, words))

      sessionIdIn(await pressBuy(buyer, 'book'))
      assert.include(await attention(), 'Nothing needs you')
    })

  test('names the account that Stripe has not activated, until it is', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.changeSettings({ chargesEnabled: false })

    const answer = await pressBuy(buyer, 'book')

    assert.equal(answer.status, 503)
    assert.isTrue(isFinal(answer))
    assert.include(await attention(), 'https://dashboard.stripe.com/account')
    await emulator.changeSettings({ chargesEnabled: true })
    await openSession(buyer, 'course')
    assert.include(await attention(), 'Nothing needs you')
  })

  test('names the right that a restricted key lacks, and resumes the same attempt', async ({
    assert,
    cleanup,
  }) => {
    const buyer = await givenBuyer()
    const restore = startWithKey(await keyWithout('rak_checkout_session_write'))
    cleanup(restore)

    const answer = await pressBuy(buyer, 'book')
    assert.equal(answer.status, 503)
    assert.isTrue(isFinal(answer))
    assert.notInclude(answer.body, 'rak_')
    assert.include(await attention(), "Having the 'rak_checkout_session_write' permission")
    restore()
    await openSession(buyer, 'book')

    assert.lengthOf(await CheckoutAttempt.all(), 1)
    assert.include(await attention(), 'Nothing needs you')
  })

  test('sells with exactly the rights of the README', async ({ assert, cleanup }) => {
    cleanup(startWithKey(await keyWithout()))
    const buyer = await givenBuyer()

    const sessionId = await openSession(buyer, 'plan')
    await emulator.pay(sessionId)
    await deliverEvents()

    assert.isTrue(await hasAccess({ buyer }, 'plan'))
    const purchase = (await returnFromCheckout(buyer, sessionId)).location!
    assert.equal((await buyer.browser.post(`${purchase}/portal`)).status, 303)
  })

  test('names the variable for a custom domain, and resumes the same session', async ({
    assert,
    cleanup,
  }) => {
    const buyer = await givenBuyer()
    await emulator.changeSettings({ customDomain: 'https://pay.example.com' })

    const answer = await pressBuy(buyer, 'book')
    const again = await pressBuy(buyer, 'book')

    assert.deepEqual([answer.status, again.status], [503, 503])
    assert.isTrue(isFinal(answer))
    const listed = await attention()
    assert.include(listed, 'STRIPE_CHECKOUT_ORIGINS')
    assert.include(listed, 'https://pay.example.com')
    const { checkoutOrigins } = stripeConfig
    checkoutOrigins.push('https://pay.example.com')
    cleanup(() => void checkoutOrigins.pop())
    const open = await pressBuy(buyer, 'book')
    assert.match(open.location!, /^https:\/\/pay\.example\.com\/c\/pay\/cs_test_/)
    assert.lengthOf(await callsToStripe('POST', '/v1/checkout/sessions'), 1)
    assert.include(await attention(), 'Nothing needs you')
  })

  test('says that a price cannot be paid: {title}')
    .with([
      {
        title: 'archived in Stripe meanwhile',
        change: () => stripe.prices.update('price_course_team', { active: false }),
        message: 'The price specified is inactive',
      },
      {
        title: 'its product was archived meanwhile',
        change: () => stripe.products.update('prod_course', { active: false }),
        message: 'its product is not active',
      },
      {
        title: 'its amount is too large',
        change: () =>
          emulator.fault({
            ...SESSIONS,
            kind: 'status',
            status: 400,
            error: { code: 'amount_too_large', message: 'Amount must be no more than €999,999.99' },
          }),
        message: 'Amount must be no more than',
      },
    ])
    .run(async ({ assert }, { change, message }) => {
      const buyer = await givenBuyer()
      await emulator.setDelivery({ mode: 'hold' })
      await change()

      const answer = await pressBuy(buyer, 'course', { price_id: 'price_course_team' })

      assert.equal(answer.status, 409)
      assert.isTrue(isFinal(answer))
      assert.include(readHtml(answer.body), 'This price cannot be paid')
      const listed = await attention()
      assert.include(listed, 'Checkout of Course')
      assert.include(listed, message)
    })

  test('names the clock of this machine where Stripe refuses its time', async ({ assert }) => {
    await emulator.fault({
      method: 'POST',
      path: '^/v1/checkout/sessions$',
      kind: 'status',
      status: 400,
      error: {
        param: 'expires_at',
        message:
          'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      },
    })

    const refused = await pressBuy(await givenBuyer(), 'book')

    assert.equal(refused.status, 503)
    const listed = await attention()
    assert.include(listed, 'The clock of this machine differs from Stripe’s')
    assert.include(listed, 'Set the clock of this machine')
    assert.notInclude(listed, 'Checkout of Book')
  })

  test('no longer needs attention once the price is archived here too', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.setDelivery({ mode: 'hold' })
    await stripe.prices.update('price_course_team', { active: false })
    await pressBuy(buyer, 'course', { price_id: 'price_course_team' })
    assert.include(await attention(), 'Checkout of Course')

    await emulator.flushHeld()
    await emulator.setDelivery({ mode: 'normal' })
    await deliverEvents()

    assert.include(await attention(), 'Nothing needs you')
  })

  test('asks for another address where Stripe does not accept it', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.changeSettings({ refusedEmails: [buyer.user.email] })

    const answer = await pressBuy(buyer, 'book')

    assert.equal(answer.status, 422)
    assert.isTrue(isFinal(answer))
    assert.include(readHtml(answer.body), `It does not take ${buyer.user.email}`)
    assert.include(answer.body, 'href="/account"')
    assert.include(await attention(), 'Nothing needs you')
    await buyer.user.merge({ email: 'ada@example.com' }).save()
    await openSession(buyer, 'book')
  })

  test('still asks to try again where waiting helps', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'status', status: 429, times: 9 })

    const answer = await pressBuy(buyer, 'book')

    assert.equal(answer.status, 503)
    assert.isNotNull(answer.headers.get('retry-after'))
    assert.include(readHtml(answer.body), 'Try again')
    assert.include(await attention(), 'Nothing needs you')
  })

  test('tells somebody who has just signed in to buy', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()
    const page = await visitor.get('/login?product=book')
    await emulator.changeSettings({ chargesEnabled: false })

    const answer = await visitor.signIn(user)

    assert.include(page.body, 'You are buying Book')
    assert.equal(answer.status, 503)
    assert.isTrue(isFinal(answer))
    assert.include(readHtml(answer.body), 'This cannot be bought at the moment')
  })

  test('tells a buyer who returns that the payment may not be read, and opens it later', async ({
    assert,
    cleanup,
  }) => {
    const buyer = await givenBuyer()
    const sessionId = await openSession(buyer, 'book')
    await emulator.setDelivery({ mode: 'off' })
    await emulator.pay(sessionId)
    const restore = startWithKey(await keyWithout('rak_checkout_session_write'))
    cleanup(restore)

    const page = await returnFromCheckout(buyer, sessionId)
    const listed = await attention()
    restore()
    const settled = await returnFromCheckout(buyer, sessionId)

    assert.equal(page.status, 200)
    assert.include(readHtml(page.body), 'may not read the payment')
    assert.include(readHtml(page.body), 'do not pay again')
    assert.include(listed, 'Reading payments')
    assert.match(settled.location!, /^\/purchases\//)
    assert.include(await attention(), 'Nothing needs you')
  })

  test('answers an unknown session without promising that waiting helps', async ({
    assert,
    cleanup,
  }) => {
    const buyer = await givenBuyer()
    cleanup(startWithKey(await keyWithout('rak_checkout_session_write')))

    const page = await returnFromCheckout(buyer, 'cs_test_unknown')
    const json = await buyer.browser.get('/checkout/return?session_id=cs_test_unknown', {
      accept: 'application/json',
    })

    assert.deepEqual([page.status, json.status], [503, 503])
    assert.isTrue(isFinal(page))
    assert.include(json.body, 'payments_refused')
  })

  test('is removed from the list by whoever changed it, and comes back', async ({ assert }) => {
    const buyer = await givenBuyer()
    await emulator.fault({ ...SESSIONS, kind: 'status', status: 400, times: 2 })
    await pressBuy(buyer, 'book')
    const owner = await givenStaff('owner')
    const viewer = await givenStaff('viewer')
    const list = await owner.get('/admin/attention')
    const action = /action="(\/admin\/refusals\/\d+)"/.exec(list.body)![1]

    assert.notInclude((await viewer.get('/admin/attention')).body, action)
    assert.equal((await viewer.post(action)).status, 403)
    assert.equal((await owner.post(action)).status, 303)
    assert.include(readHtml((await owner.get('/admin/attention')).body), 'Nothing needs you')
    assert.equal((await owner.post(action)).status, 303)

    await pressBuy(buyer, 'book')
    assert.include(await attention(), 'Checkout of Book')
  })
})
