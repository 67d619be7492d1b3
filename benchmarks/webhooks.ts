import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { line } from './report.js'
import type { Shop } from './shop.js'

const SECONDS = 10
const AT_ONCE = 32

/** Seconds in which everything must have been handled. */
const HANDLED_WITHIN = 60

/** One in four events is handled by the store; Stripe sends the others along with it. */
const TYPES = [
  'product.updated',
  'payment_intent.created',
  'charge.updated',
  'payment_intent.succeeded',
]

/**
 * Measures how many signed webhooks are accepted in ten seconds, and how long handling them takes.
 */
export async function measureWebhooks(shop: Shop): Promise<void> {
  const stripe = new Stripe('sk_test_unused')
  const products = shop.query<{ stripe_id: string }>('SELECT stripe_id FROM products')
  const sent: string[] = []
  let refused = 0
  const end = Date.now() + SECONDS * 1000

  async function sender() {
    while (Date.now() < end) {
      const id = `evt_${randomUUID()}`
      const type = TYPES[sent.length % TYPES.length]
      const object = products[sent.length % products.length].stripe_id
      const payload = event(id, type, object)
      const header = stripe.webhooks.generateTestHeaderString({
        payload,
        secret: shop.webhookSecret,
      })
      const answer = await fetch(`${shop.url}/stripe/webhook`, {
        method: 'POST',
        headers: { 'stripe-signature': header, 'content-type': 'application/json' },
        body: payload,
      })
      await answer.arrayBuffer()
      if (answer.ok) {
        sent.push(id)
      } else {
        refused++
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))

  const stored = count(shop, '1 = 1')
  const begin = Date.now()
  let open = count(shop, 'handled_at IS NULL AND ignored_at IS NULL')
  while (open > 0 && Date.now() - begin < HANDLED_WITHIN * 2 * 1000) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    open = count(shop, 'handled_at IS NULL AND ignored_at IS NULL')
  }
  line(`webhooks for ${SECONDS} s`, {
    'accepted/s': (sent.length / SECONDS).toFixed(0),
    'lost': sent.length - stored,
    refused,
    'handled after s': ((Date.now() - begin) / 1000).toFixed(1),
    'left': open,
  })
}

function count(shop: Shop, where: string): number {
  return shop.query<{ n: number }>(
    `SELECT count(*) AS n FROM stripe_events WHERE stripe_id LIKE 'evt_%-%' AND (${where})`
  )[0].n
}

function event(id: string, type: string, objectId: string): string {
  return JSON.stringify({
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    data: { object: { id: objectId, object: type.split('.')[0] } },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  })
}
