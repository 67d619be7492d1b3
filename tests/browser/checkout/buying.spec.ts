import { test } from '@japa/runner'
import type { Page } from 'playwright'
import env from '#start/env'
import CheckoutAttempt from '#models/checkout_attempt'
import Purchase from '#models/purchase'
import User from '#models/user'
import { axeFindings } from '#tests/helpers/browser/axe'
import { signInAsCustomer, STORE } from '#tests/helpers/browser/sign_in'
import { callsToStripe, givenStore, deliverEvents } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { waitUntil } from '#tests/helpers/wait_until'

const STRIPE = new URL(env.get('STRIPE_API_BASE', '')).origin

test.group('Buying in a browser', (group) => {
  group.each.setup(() => givenStore())

  test('leads from Buy through sign-up and payment to the purchase, {how}')
    .with([
      { how: 'with JavaScript', javaScriptEnabled: true },
      { how: 'without JavaScript', javaScriptEnabled: false },
    ])
    .run(async ({ assert, browser }, { javaScriptEnabled }) => {
      const context = await browser.newContext({ javaScriptEnabled })
      const page = await context.newPage()
      const complaints = watchConsole(page)

      await page.goto(`${STORE}/products/book`)
      await pressBuy(page)
      assert.equal(new URL(page.url()).pathname, '/login')
      assert.isTrue(await page.getByText('Book').first().isVisible())
      await page
        .getByRole('main')
        .getByRole('link', { name: /account/i })
        .click()
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('E-mail address').fill('ada@example.com')
      await page.getByLabel('Password', { exact: true }).fill('nine lazy otters afloat')
      await page.getByLabel('Password again').fill('nine lazy otters afloat')
      await page.getByRole('button', { name: 'Make account' }).click()

      assert.equal(new URL(page.url()).origin, STRIPE)
      assert.isTrue(await page.getByText('Book').first().isVisible())
      await pay(page)

      assert.match(new URL(page.url()).pathname, /^\/purchases\/[0-9A-Z]{10}$/)
      assert.isTrue(await page.getByText('Thank you. “Book” is yours.').isVisible())
      await deliverEvents()
      const user = await User.findByOrFail('email', 'ada@example.com')
      const purchases = await Purchase.all()
      assert.isNotNull(user.stripeCustomerId)
      assert.lengthOf(purchases, 1)
      assert.containsSubset(purchases[0].serialize(), { userId: user.id, status: 'active' })
      await page.goto(`${STORE}/products/book/access`)
      assert.equal(new URL(page.url()).pathname, '/products/book/access')
      assert.deepEqual(complaints, [])
      await context.close()
    })

  test('opens one session for a double click and for Back', async ({ assert, browserContext }) => {
    const page = await browserContext.newPage()
    await signInAsCustomer(page)
    await page.goto(`${STORE}/products/course`)

    await buyButton(page).dblclick()
    await page.waitForURL(`${STRIPE}/**`)
    const session = page.url()
    await page.goBack()
    await pressBuy(page)
    await page.waitForURL(`${STRIPE}/**`)

    assert.equal(page.url(), session)
    assert.lengthOf(await CheckoutAttempt.all(), 1)
    assert.lengthOf(await callsToStripe('POST', '/v1/checkout/sessions'), 1)
  })

  test('charges once when two tabs pay', async ({ assert, browserContext }) => {
    const [one, other] = [await browserContext.newPage(), await browserContext.newPage()]
    await signInAsCustomer(one)
    await Promise.all([one, other].map((tab) => tab.goto(`${STORE}/products/book`)))
    await Promise.all([one, other].map((tab) => pressBuy(tab)))
    await Promise.all([one, other].map((tab) => tab.waitForURL(`${STRIPE}/**`)))
    assert.equal(one.url(), other.url())

    await pay(one)
    await other.getByRole('button', { name: /^Pay/ }).click()
    await other.waitForLoadState()

    assert.notMatch(other.url(), /checkout\/return/)
    assert.lengthOf(await Purchase.all(), 1)
    await other.goto(`${STORE}/products/book`)
    await buyButton(other).click()
    assert.isTrue(await other.getByText('You already have “Book”.').isVisible())
    assert.deepEqual(await axeFindings(other), [])
    await other.getByRole('link', { name: 'Go to my purchases' }).click()
    assert.equal(new URL(other.url()).pathname, '/purchases')
  })

  test('leads to the purchase, not to a second payment, on Back after paying', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await signInAsCustomer(page)
    await page.goto(`${STORE}/products/book`)
    await pressBuy(page)
    await pay(page)
    await deliverEvents()

    await page.goBack()
    await page.goBack()
    await page.goto(`${STORE}/products/book`)
    await buyButton(page).click()

    assert.isTrue(await page.getByText('You already have “Book”.').isVisible())
    assert.lengthOf(await callsToStripe('POST', '/v1/checkout/sessions'), 1)
  })

  test('returns to the product with a message when the buyer goes back on Stripe', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await signInAsCustomer(page)
    await page.goto(`${STORE}/products/book`)
    await pressBuy(page)
    await page.getByRole('link', { name: 'Back' }).click()

    assert.equal(new URL(page.url()).pathname, '/products/book')
    assert.isTrue(
      await page.getByText('You went back before paying. Nothing was charged.').isVisible()
    )
  })

  test('waits for a delayed payment and shows when it has arrived, {how}')
    .with([
      { how: 'with JavaScript', javaScriptEnabled: true },
      { how: 'without JavaScript', javaScriptEnabled: false },
    ])
    .run(async ({ assert, browser }, { javaScriptEnabled }) => {
      const context = await browser.newContext({ javaScriptEnabled })
      const page = await context.newPage()
      await signInAsCustomer(page)
      await page.goto(`${STORE}/products/book`)
      await pressBuy(page)
      await page.getByLabel('Bank debit').check()
      await pay(page)
      assert.isTrue(
        await page.getByRole('heading', { name: 'Your payment is on its way' }).isVisible()
      )

      const attempt = await CheckoutAttempt.firstOrFail()
      await emulator.settle(attempt.checkoutSessionId!)
      await deliverEvents()

      await page.waitForURL(/\/purchases\/[0-9A-Z]{10}$/, { timeout: 30_000 })
      assert.isTrue(await page.getByText('Thank you. “Book” is yours.').isVisible())
      await context.close()
    })
})

function buyButton(page: Page) {
  return page.locator('form#buy').locator('button, a.button').first()
}

function pressBuy(page: Page) {
  return buyButton(page).click()
}

async function pay(page: Page) {
  await page.getByRole('button', { name: /^Pay/ }).click()
  await waitUntil('the buyer is back in the store', () => new URL(page.url()).origin === STORE)
  await page.waitForLoadState()
}

/** Collects console errors, such as policy violations. */
function watchConsole(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') {
      complaints.push(message.text())
    }
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}
