import app from '@adonisjs/core/services/app'
import { checkoutByAccount, checkoutByNetwork } from '#http/rate_limits'
import SyncCatalogue from '#catalogue/sync/sync_catalogue'
import { forgetAttempts } from '#http/rate_limit'
import Purchase from '#models/purchase'
import type User from '#models/user'
import { UserFactory } from '#database/factories/user_factory'
import type { CatalogueProduct } from '#stripe_emulator/catalogue/types'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator, testWebhookUrl, WEBHOOK_SECRET } from '#tests/helpers/stripe/emulator'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { signedIn } from '#tests/helpers/store/signed_in'
import type { Answer, Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

/** A small catalogue with one product of each kind; slugs are made of the names. */
export const CATALOGUE: CatalogueProduct[] = [
  {
    id: 'prod_book',
    name: 'Book',
    prices: [{ id: 'price_book', currency: 'usd', unit_amount: 1200 }],
    default_price: 'price_book',
  },
  {
    id: 'prod_course',
    name: 'Course',
    prices: [
      { id: 'price_course', currency: 'eur', unit_amount: 4900 },
      { id: 'price_course_team', currency: 'eur', unit_amount: 14900 },
    ],
    default_price: 'price_course',
  },
  {
    id: 'prod_sheet',
    name: 'Sheet',
    prices: [{ id: 'price_sheet', currency: 'usd', unit_amount: 0 }],
    default_price: 'price_sheet',
  },
  {
    id: 'prod_plan',
    name: 'Plan',
    prices: [
      { id: 'price_plan', currency: 'usd', unit_amount: 900, recurring: { interval: 'month' } },
    ],
    default_price: 'price_plan',
  },
  {
    id: 'prod_tea',
    name: 'Tea',
    prices: [{ id: 'price_tea', currency: 'jpy', unit_amount: 1800 }],
    default_price: 'price_tea',
  },
]

/**
 * An empty store with the catalogue, copied from the local Stripe as the command does. For
 * `group.each.setup`.
 * @param webhookUrl where Stripe sends its events; by default the store of the tests
 */
export async function givenStore(webhookUrl = testWebhookUrl()) {
  await cleanStore()
  await emulator.reset({
    catalogue: CATALOGUE,
    webhook: { url: webhookUrl, secret: WEBHOOK_SECRET },
  })
  const syncCatalogue = await app.container.make(SyncCatalogue)
  await syncCatalogue.handle({ allowRemovals: true })
  await emulator.resetRequests()
}

/** Somebody with an account who has signed in. */
export interface Buyer {
  user: User
  browser: Visitor
}

/** @param base the address of the store; by default that of the tests */
export async function givenBuyer(base?: string): Promise<Buyer> {
  const user = await UserFactory.create()
  return { user, browser: await signedIn(user, base) }
}

/** The buy button, without following where it leads. */
export function pressBuy(
  { browser }: Pick<Buyer, 'browser'>,
  productSlug: string,
  fields: Record<string, string> = {}
): Promise<Answer> {
  return browser.post(`/products/${productSlug}/checkout`, fields)
}

/** The Checkout Session that a buyer was sent to. */
export function sessionIdIn(answer: Answer): string {
  const id = /\/(cs_test_\w+)/.exec(String(answer.location))?.[1]
  if (!id) {
    throw new Error(`Not sent to pay, but ${answer.status}: ${answer.location ?? answer.body}`)
  }
  return id
}

/** Presses Buy and returns the session. */
export async function openSession(
  buyer: Pick<Buyer, 'browser'>,
  productSlug: string,
  fields: Record<string, string> = {}
): Promise<string> {
  return sessionIdIn(await pressBuy(buyer, productSlug, fields))
}

/** The page that Stripe sends the buyer back to. */
export function returnFromCheckout(
  { browser }: Pick<Buyer, 'browser'>,
  sessionId: string
): Promise<Answer> {
  return browser.get(`/checkout/return?session_id=${sessionId}`)
}

/** The purchase of a checkout; with several products that of the first. */
export async function purchaseOf(sessionId: string): Promise<Purchase | null> {
  return Purchase.query()
    .where('checkoutSessionId', sessionId)
    .preload('payments', (payments) => payments.preload('refunds').preload('disputes'))
    .orderBy('id')
    .first()
}

/** Waits until Stripe has delivered every event, then handles what is due. */
export async function deliverEvents() {
  await waitUntil('all events are delivered', async () => {
    const events = await emulator.events()
    return events.every((event) => event.pending_webhooks === 0)
  })
  await runDueWork()
}

/** The calls of one kind that the store made to Stripe. */
export async function callsToStripe(method: string, path: string) {
  const requests = await emulator.requests()
  return requests.filter((request) => request.method === method && request.path === path)
}

/** Resets the rate limits of a buyer's checkouts. */
export async function resetCheckoutLimits({ user }: Pick<Buyer, 'user'>) {
  await forgetAttempts(checkoutByAccount, user.id)
  await forgetAttempts(checkoutByNetwork, '127.0.0.1')
}
