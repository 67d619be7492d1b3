import { test } from '@japa/runner'
import fc from 'fast-check'
import Mail from '#models/mail'
import type Purchase from '#models/purchase'
import {
  resetCheckoutLimits,
  givenBuyer,
  givenStore,
  openSession,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { runDueWork } from '#tests/helpers/store/run_due_work'

/** What can happen to a purchase after it was paid. */
const happenings = fc.array(
  fc.constantFrom('part', 'rest', 'fail', 'renew', 'renewBadly', 'cancel', 'cancelLater'),
  { maxLength: 4 }
)

/** In which order, how often and in how many batches the events arrive. */
const delivery = fc.record({
  seeds: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
  portions: fc.integer({ min: 1, max: 5 }),
})

test.group('Events in any order', (group) => {
  group.each.setup(() => givenStore())

  test('end in the same rows for the product {$self}')
    .with(['book', 'plan'])
    .run(async ({ assert }, product) => {
      const buyer = await givenBuyer()
      await fc.assert(
        fc.asyncProperty(happenings, delivery, async (happened, { seeds, portions }) => {
          await resetCheckoutLimits(buyer)
          const before = (await emulator.events()).length
          const receiptsBefore = (await Mail.query().where('kind', 'receipt')).length
          const sessionId = await openSession(buyer, product, { again: 'yes' })
          await emulator.setDelivery({ mode: 'off' })
          await emulator.pay(sessionId)
          await applyAll(sessionId, happened)
          await emulator.setDelivery({ mode: 'normal' })

          const events = (await emulator.events()).slice(before)
          const shuffled = seeds.map((seed) => events[seed % events.length].id)
          const all = [...shuffled, ...events.map(({ id }) => id)]
          const size = Math.ceil(all.length / portions)
          for (let start = 0; start < all.length; start += size) {
            await emulator.deliver(all.slice(start, start + size))
            await runDueWork()
          }
          const afterEvents = picture(await purchaseOf(sessionId))
          const receipts = await Mail.query().where('kind', 'receipt')

          await readAfresh(sessionId)
          assert.deepEqual(afterEvents, picture(await purchaseOf(sessionId)))
          assert.isAtMost(receipts.length, receiptsBefore + 1)
        }),
        { numRuns: 10 }
      )
    })
    .timeout(180_000)
})

async function applyAll(sessionId: string, happened: string[]) {
  const { stripe } = await import('#tests/helpers/stripe/stripe')
  const session = await stripe.checkout.sessions.retrieve(sessionId)
  const subscriptionId = session.subscription ? String(session.subscription) : null
  let lastRefund: string | null = null

  for (const what of happened) {
    const intents = await stripe.paymentIntents.list({ customer: String(session.customer) })
    const intent = intents.data.find(({ status }) => status === 'succeeded')
    try {
      if (what === 'part' && intent) {
        lastRefund = (await emulator.refund(intent.id, { amount: 100 })).id
      } else if (what === 'rest' && intent) {
        lastRefund = (await emulator.refund(intent.id)).id
      } else if (what === 'fail' && lastRefund) {
        await emulator.failRefund(lastRefund)
      } else if (subscriptionId && what.startsWith('renew')) {
        await emulator.renew(subscriptionId, { fail: what === 'renewBadly' })
      } else if (subscriptionId && what.startsWith('cancel')) {
        await emulator.cancelSubscription(subscriptionId, { atPeriodEnd: what === 'cancelLater' })
      }
    } catch {
      /* Stripe refuses impossible steps, such as a refund of a refunded payment. */
    }
  }
}

async function readAfresh(sessionId: string) {
  const { default: app } = await import('@adonisjs/core/services/app')
  const { default: FulfilCheckout } = await import('#purchases/fulfilment/fulfil_checkout')
  const fulfilCheckout = await app.container.make(FulfilCheckout)
  await fulfilCheckout.handle(sessionId, 'background')
}

/** The rows without ids and the times of reading. */
function picture(purchase: Purchase | null) {
  const { syncVersion, stripeSyncedAt, updatedAt, payments, ...columns } = purchase!.serialize()
  const plain = (row: Record<string, unknown>) => ({
    ...row,
    id: null,
    createdAt: null,
    updatedAt: null,
  })
  return {
    ...columns,
    payments: payments
      .map((payment: Record<string, Record<string, unknown>[]>) => ({
        ...plain(payment),
        refunds: payment.refunds.map(plain).sort(byStripeId),
      }))
      .sort(byStripeId),
  }
}

function byStripeId(one: Record<string, unknown>, other: Record<string, unknown>) {
  return String(one.stripeId).localeCompare(String(other.stripeId))
}
