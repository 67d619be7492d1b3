import { test } from '@japa/runner'
import {
  givenEmulator,
  givenListener,
  givenPrice,
  openSession,
} from '#tests/unit/stripe_emulator/support'

const filledIn = { email: 'jo@example.com', card_number: '4242 4242 4242 4242', method: 'card' }

/** Sends a form as a browser without scripts does. */
function submit(url: string, fields: Record<string, string>, headers = {}) {
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  })
}

async function pageOf(url: string | null, headers = {}) {
  const response = await fetch(url ?? '', { headers })
  return response.text()
}

test.group("The local Stripe's payment page", () => {
  test('pays, and redirects the buyer after the store has received the webhook', async (context) => {
    const { assert } = context
    const { webhook, types } = await givenListener(context)
    const { stripe } = await givenEmulator(context, { webhook })
    const session = await openSession(stripe, await givenPrice(stripe))

    const page = await pageOf(session.url)
    const answer = await submit(session.url ?? '', filledIn)

    assert.match(page, /<button class="pay" type="submit">Pay €12.00<\/button>/)
    assert.include(page, 'href="https://shop.example/cancelled"')
    assert.equal(answer.status, 303)
    assert.equal(
      answer.headers.get('location'),
      `https://shop.example/return?session_id=${session.id}`
    )
    assert.include(types(), 'checkout.session.completed')
  })

  test('shows that a card was declined and keeps the input', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const session = await openSession(stripe, await givenPrice(stripe))

    const declined = await submit(session.url ?? '', {
      ...filledIn,
      card_number: '4000 0000 0000 0002',
    })
    const page = await declined.text()

    assert.equal(declined.status, 402)
    assert.include(page, 'Your card was declined.')
    assert.include(page, 'value="jo@example.com"')
    assert.equal((await stripe.checkout.sessions.retrieve(session.id)).status, 'open')
  })

  test('requires an email and a valid card number', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const session = await openSession(stripe, await givenPrice(stripe))

    const noEmail = await submit(session.url ?? '', { ...filledIn, email: 'jo' })
    const noCard = await submit(session.url ?? '', { ...filledIn, card_number: '1234' })

    assert.include(await noEmail.text(), 'Your email is invalid.')
    assert.include(await noCard.text(), 'Your card number is incorrect.')
    assert.equal((await stripe.checkout.sessions.retrieve(session.id)).status, 'open')
  })

  test('accepts a bank debit that settles later', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const session = await openSession(stripe, await givenPrice(stripe))

    await submit(session.url ?? '', { ...filledIn, method: 'bank_debit' })

    const paid = await stripe.checkout.sessions.retrieve(session.id)
    assert.containSubset(paid, { status: 'complete', payment_status: 'unpaid' })
  })

  test('applies and removes a promotion code if the session allows it', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const coupon = await stripe.coupons.create({ percent_off: 25 })
    await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'SPRING',
    })
    const plain = await openSession(stripe, price)
    const session = await openSession(stripe, price, { allow_promotion_codes: true })
    const [page] = session.url!.split('#')
    const apply = (code: string) => submit(`${page}/promotion`, { promotion_code: code })

    const wrong = await apply('"><script>')
    await apply('spring')
    const lowered = await pageOf(session.url)
    await submit(`${page}/promotion/remove`, {})

    assert.notInclude(await pageOf(plain.url), 'promotion_code')
    const wrongPage = await wrong.text()
    assert.include(wrongPage, 'This code is invalid.')
    assert.include(wrongPage, '&quot;&gt;&lt;script&gt;')
    assert.include(lowered, 'Pay €9.00')
    assert.include(await pageOf(session.url), 'Pay €12.00')
  })

  test('labels its button for the kind of payment', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const monthly = await givenPrice(stripe, { recurring: { interval: 'month' } })
    const free = await givenPrice(stripe, { unit_amount: 0 })
    const yen = await givenPrice(stripe, { currency: 'jpy', unit_amount: 1800 })

    const german = { 'Accept-Language': 'de-DE,de;q=0.9' }
    assert.include(await pageOf((await openSession(stripe, monthly)).url), '>Subscribe</button>')
    assert.include(await pageOf((await openSession(stripe, free)).url), '>Complete order</button>')
    assert.include(await pageOf((await openSession(stripe, yen)).url), '>Pay ¥1,800</button>')
    assert.include(
      (await pageOf((await openSession(stripe, yen)).url, german)).replaceAll('\u00a0', ' '),
      '>Pay 1.800 ¥</button>'
    )
  })

  test('prints names as text, never as markup', async (context) => {
    const { assert } = context
    const { stripe } = await givenEmulator(context)
    const product = await stripe.products.create({ name: '<img src=x onerror=alert(1)>' })
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 100,
    })

    const page = await pageOf((await openSession(stripe, price)).url)

    assert.include(page, '&lt;img src=x onerror=alert(1)&gt;')
    assert.notInclude(page, '<img src=x')
  })

  test('shows when the session is complete or expired', async (context) => {
    const { assert } = context
    const { stripe, control, url } = await givenEmulator(context)
    const price = await givenPrice(stripe)
    const paid = await openSession(stripe, price)
    const expired = await openSession(stripe, price)
    await control.pay(paid.id)
    await stripe.checkout.sessions.expire(expired.id)

    const again = await submit(paid.url ?? '', filledIn)
    const late = await pageOf(expired.url)
    const unknown = await fetch(`${url}/c/pay/cs_test_nothing`)

    assert.include(await again.text(), 'already been completed')
    assert.include(late, 'This checkout has expired')
    assert.equal(unknown.status, 404)
    assert.lengthOf(await control.events({ type: 'checkout.session.completed' }), 1)
  })

  test('has no inline script and no inline style', async (context) => {
    const { assert } = context
    const { stripe, url } = await givenEmulator(context)
    const session = await openSession(stripe, await givenPrice(stripe))

    const page = await pageOf(session.url)
    const style = await fetch(`${url}/assets/checkout.css`)
    const outside = await fetch(`${url}/assets/..%2f..%2f..%2fpackage.json`)

    assert.notMatch(page, /<script|<style|style=|onclick=/)
    assert.equal(style.headers.get('content-type'), 'text/css; charset=utf-8')
    assert.equal(outside.status, 404)
  })

  test('refuses forms of another origin', async (context) => {
    const { assert } = context
    const { stripe, url } = await givenEmulator(context)
    const session = await openSession(stripe, await givenPrice(stripe))

    const foreign = await submit(session.url ?? '', filledIn, { Origin: 'https://evil.example' })
    const own = await submit(session.url ?? '', filledIn, { Origin: url })

    assert.deepEqual([foreign.status, own.status], [403, 303])
  })
})
