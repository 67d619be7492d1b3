import { test } from '@japa/runner'
import type { Finding } from '#operations/doctor/findings'
import { givenBuyer, givenStore, openSession, pressBuy } from '#tests/helpers/store/buying'
import { syncCatalogue } from '#tests/helpers/store/catalogue'
import { runAce } from '#tests/helpers/process/ace'
import { emulator, WEBHOOK_SECRET } from '#tests/helpers/stripe/emulator'
import { keyWithout } from '#tests/helpers/stripe/restricted_key'
import { stripe } from '#tests/helpers/stripe/stripe'
import { startStore } from '#tests/helpers/process/store_process'

const SESSIONS = { method: 'POST', path: '^/v1/checkout/sessions$' }

/** What the doctor finds, and its exit code. */
async function examine(environment: Record<string, string> = {}) {
  const { code, stdout } = await runAce(['ecommerce:doctor', '--json'], environment)
  const findings = JSON.parse(stdout) as Finding[]
  return { code, found: (name: string) => findings.filter((finding) => finding.name === name) }
}

test.group('The doctor about refusals of Stripe', (group) => {
  group.each.setup(() => givenStore('http://127.0.0.1:9/nobody'))

  test('names a portal that was never set up, and finds no fault once it is', async ({
    assert,
  }) => {
    await emulator.changeSettings({ isPortalSetUp: false })
    const { code, found } = await examine()
    const { stdout } = await runAce(['ecommerce:doctor'])

    assert.equal(code, 1)
    const [portal] = found('Portal')
    assert.equal(portal.state, 'bad')
    assert.include(portal.fix!, 'https://dashboard.stripe.com/settings/billing/portal')
    assert.match(stdout, /✘ Portal +The settings of the billing portal were never saved/)
    await emulator.changeSettings({ isPortalSetUp: true })
    assert.equal((await examine()).found('Portal')[0].state, 'good')
  })

  test('only mentions the portal where nothing recurring is sold', async ({ assert }) => {
    await emulator.changeSettings({ isPortalSetUp: false })
    await stripe.prices.create({ product: 'prod_plan', currency: 'usd', unit_amount: 500 })
    await stripe.products.update('prod_plan', { default_price: '' })
    await stripe.prices.update('price_plan', { active: false })
    await syncCatalogue()

    assert.equal((await examine()).found('Portal')[0].state, 'odd')
  })

  test('names an account that may not charge', async ({ assert }) => {
    await emulator.changeSettings({ chargesEnabled: false })

    const { code, found } = await examine()

    assert.equal(code, 1)
    assert.equal(found('Account')[0].state, 'bad')
    assert.include(found('Account')[0].fix!, 'https://dashboard.stripe.com/account')
  })

  test('names a disabled endpoint that listens to {$self}')
    .with(['everything', 'what is needed'] as const)
    .run(async ({ assert, cleanup }, events) => {
      const store = await startStore()
      cleanup(() => store.kill())
      const APP_URL = store.url
      const url = `${APP_URL}/stripe/webhook`
      if (events === 'everything') {
        await emulator.reset({ catalogue: 'empty', webhook: { url, secret: WEBHOOK_SECRET } })
      } else {
        await runAce(['ecommerce:webhook'], { APP_URL })
      }
      assert.equal((await examine({ APP_URL })).found('Endpoint')[0].state, 'good')
      const endpoint = (await stripe.webhookEndpoints.list()).data.find((one) => one.url === url)!
      await stripe.webhookEndpoints.update(endpoint.id, { disabled: true })

      const { code, found } = await examine({ APP_URL })

      assert.equal(code, 1)
      assert.containsSubset(found('Endpoint')[0], {
        state: 'bad',
        text: `${endpoint.id} is disabled, so Stripe sends nothing`,
        fix: 'node ace ecommerce:webhook',
      })
    })

  test('lists the rights that a restricted key lacks', async ({ assert }) => {
    const complete = await keyWithout()
    const short = await keyWithout('rak_customer_write', 'rak_event_read')

    const good = (await examine({ STRIPE_SECRET_KEY: complete })).found('Rights')[0]
    const { code, found } = await examine({ STRIPE_SECRET_KEY: short })

    assert.equal(good.state, 'good')
    assert.equal(code, 1)
    assert.equal(found('Rights')[0].text, 'The restricted key lacks Customers: write, Events: read')
    assert.lengthOf((await examine()).found('Rights'), 0)
  })

  test('asks for the right where a check needs one that is missing', async ({ assert }) => {
    const key = await keyWithout('rak_customer_portal_write', 'rak_webhook_write')

    const { found } = await examine({ STRIPE_SECRET_KEY: key })

    for (const name of ['Portal', 'Endpoint']) {
      assert.match(
        found(name)[0].text,
        /has no right to this: .+rak_(customer_portal|webhook)_read/
      )
      assert.match(found(name)[0].fix!, /^Give the key the right that the message names/)
    }
  })

  test('goes on where a restricted key may not read the account', async ({ assert }) => {
    const key = await keyWithout('rak_accounts_kyc_basic_read')

    const { found } = await examine({ STRIPE_SECRET_KEY: key })

    assert.equal(found('Key')[0].state, 'odd')
    assert.include(found('Key')[0].text, 'rak_accounts_kyc_basic_read')
    assert.equal(found('Rights')[0].state, 'good')
    assert.lengthOf(found('Endpoint'), 1)
  })

  test('leaves nothing behind when it tries the rights', async ({ assert }) => {
    const key = await keyWithout()
    const before = (await emulator.events()).length

    await examine({ STRIPE_SECRET_KEY: key })

    assert.lengthOf(await emulator.events(), before)
  })

  test('lists what was refused to buyers, with the variable to set', async ({
    assert,
    cleanup,
  }) => {
    const store = await startStore()
    cleanup(() => store.kill())
    const buyer = await givenBuyer(store.url)
    await emulator.changeSettings({ customDomain: 'https://pay.example.com' })
    await pressBuy(buyer, 'book')

    const { code, found } = await examine()

    assert.equal(code, 1)
    const [refused] = found('Refused')
    assert.match(refused.text, /^Checkout, .*ago: .*https:\/\/pay\.example\.com/)
    assert.include(refused.fix!, 'STRIPE_CHECKOUT_ORIGINS')
    await emulator.changeSettings({ customDomain: null })
    await openSession(buyer, 'book')
    assert.lengthOf((await examine()).found('Refused'), 0)
  })

  test('lists a refused price until it is archived', async ({ assert, cleanup }) => {
    const store = await startStore()
    cleanup(() => store.kill())
    const buyer = await givenBuyer(store.url)
    await emulator.fault({ ...SESSIONS, kind: 'status', status: 400 })
    await pressBuy(buyer, 'course', { price_id: 'price_course_team' })
    assert.include((await examine()).found('Refused')[0].text, 'Checkout of Course')

    await stripe.prices.update('price_course_team', { active: false })
    await syncCatalogue()

    assert.lengthOf((await examine()).found('Refused'), 0)
  })

  test('mentions prices that are not on sale', async ({ assert }) => {
    await stripe.prices.create({ product: 'prod_book', currency: 'usd', unit_amount: 10 })
    await syncCatalogue()

    const [prices] = (await examine()).found('Prices')

    assert.equal(prices.state, 'odd')
    assert.include(prices.text, 'smaller than Stripe charges')
  })

  test('tells an expired key from a wrong network', async ({ assert }) => {
    await emulator.fault({
      path: '/v1/account',
      kind: 'status',
      status: 401,
      error: { code: 'api_key_expired', message: 'Expired API Key provided: sk_test_****' },
    })

    const { code, found } = await examine()

    assert.equal(code, 1)
    assert.include(found('Key')[0].text, 'Expired API Key')
    assert.include(found('Key')[0].fix!, 'STRIPE_SECRET_KEY')
  })
})

test.group('Custom domains of Checkout', (group) => {
  group.each.setup(() => givenStore('http://127.0.0.1:9/nobody'))

  test('are known by their variable, to the checks and to the browser', async ({
    assert,
    cleanup,
  }) => {
    const domain = 'https://pay.example.com'
    await emulator.changeSettings({ customDomain: domain })
    const store = await startStore({ STRIPE_CHECKOUT_ORIGINS: ` ${domain}, https://b.example.com` })
    cleanup(() => store.kill())
    const buyer = await givenBuyer(store.url)

    const answer = await pressBuy(buyer, 'book')

    assert.equal(answer.status, 303)
    assert.equal(new URL(answer.location!).origin, domain)
    const policy = (await fetch(store.url)).headers.get('content-security-policy')!
    assert.match(
      policy,
      /form-action 'self' \S+ https:\/\/pay\.example\.com https:\/\/b\.example\.com;/
    )
  })

  test('stop the start where one is no origin: {$self}')
    .with(['pay.example.com', 'https://pay.example.com/c', 'javascript:alert(1)'])
    .run(async ({ assert }, value) => {
      const { code, stdout, stderr } = await runAce(['ecommerce:doctor'], {
        STRIPE_CHECKOUT_ORIGINS: value,
      })

      assert.equal(code, 1)
      assert.include(stdout + stderr, 'write STRIPE_CHECKOUT_ORIGINS=https://pay.example.com')
    })
})
