import app from '@adonisjs/core/services/app'
import StartCheckout from '#checkout/start_checkout'
import { UserFactory } from '#database/factories/user_factory'
import type User from '#models/user'
import { emulator } from '#tests/helpers/stripe/emulator'

/** A customer without a browser. */
export function givenBuyerRow(): Promise<User> {
  return UserFactory.create()
}

/**
 * A checkout that was started and paid without a browser, for suites without a server.
 * @returns the session's id
 */
export async function givenPaidCheckout(user: User, productSlug = 'book'): Promise<string> {
  const sessionId = await beginCheckout(user, productSlug)
  await emulator.pay(sessionId, { waitForWebhook: false })
  return sessionId
}

/**
 * Presses Buy without a browser.
 * @returns the session's id
 */
export async function beginCheckout(user: User, productSlug: string): Promise<string> {
  const startCheckout = await app.container.make(StartCheckout)
  const outcome = await startCheckout.handle({
    user,
    productSlug,
    priceStripeId: null,
    isConfirmed: true,
    question: null,
    addresses: { returned: 'http://localhost/back', cancelled: 'http://localhost/cancelled' },
    ip: null,
  })
  switch (outcome.type) {
    case 'redirect':
      return /\/(cs_test_\w+)/.exec(outcome.url)![1]
    case 'complete':
      return outcome.sessionId
    default:
      throw new Error(`No way to pay, but ${outcome.type}`)
  }
}
