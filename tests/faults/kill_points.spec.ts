import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { databaseTime } from '#database/columns'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import { formFields, givenStaff, hiddenFields } from '#tests/helpers/store/panel'
import { stripe } from '#tests/helpers/stripe/stripe'
import AuditEntry from '#models/audit_entry'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import CheckInvariants from '#operations/check_invariants'
import ResumeMissedWork from '#operations/resume_missed_work'
import { byExtent, printSummary } from '#tests/faults/extent'
import { type Buyer, givenBuyer, givenStore } from '#tests/helpers/store/buying'
import { givenOtherPlans } from '#tests/faults/other_plans'
import { subscriptionOf } from '#tests/faults/purchase_histories'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { freePort, startStore, type StoreProcess } from '#tests/helpers/process/store_process'
import { waitUntil } from '#tests/helpers/wait_until'
import { givenOpenCheckout } from '#tests/helpers/store/sale'

/** How many points are tried, spread evenly over all of them. */
const POINTS = byExtent({ full: Infinity, part: 6 })

/** Milliseconds for the side effects after the receipt, at which the store may still be killed. */
const LATE = 300

const PRELOAD = pathToFileURL(app.makePath('tests/faults/kill_points/preload.mjs')).href

test.group('A store that is killed while it sells', (group) => {
  let port: string

  group.setup(() => startTestEmulator())
  group.each.setup(async () => {
    port = String(await freePort())
    await givenStore(`http://127.0.0.1:${port}/stripe/webhook`)
  })

  test('ends with one purchase, one payment and one receipt, whichever side effect it is killed at')
    .run(async ({ assert }) => {
      const log = join(tmpdir(), `kiosk-kill-points-${randomUUID()}`)
      await sell(port, { KILL_LOG: log })
      const points = readFileSync(log, 'utf8').trim().split('\n')
      assert.isAbove(points.length, 10)

      let deaths = 0
      const chosen = spread(points.length, POINTS)
      for (const point of chosen) {
        await givenStore(`http://127.0.0.1:${port}/stripe/webhook`)
        const { hasDied, ...outcome } = await sell(port, { KILL_AT: String(point) })
        deaths += Number(hasDied)
        assert.deepEqual(
          outcome,
          { purchases: ['active'], payments: 1, receipts: 1, opens: true, violations: [] },
          `killed before ${point}: ${points[point - 1]}`
        )
      }
      assert.isAbove(deaths, chosen.length / 2, 'the store was not killed at the chosen points')
      printSummary(
        `${chosen.length} of ${points.length} kill points, ${deaths} kills, all recovered`
      )
    })
    .timeout(byExtent({ full: 3_600_000, part: 240_000 }))

  test(
    'ends with a purchase per product, one payment and one receipt, whichever side effect it is killed at'
  )
    .run(async ({ assert }) => {
      const log = join(tmpdir(), `kiosk-kill-points-${randomUUID()}`)
      await emulator.setCrossSell('prod_book', 'prod_sheet')
      await sell(port, { KILL_LOG: log }, { crossSell: true })
      const points = readFileSync(log, 'utf8').trim().split('\n')

      let deaths = 0
      const chosen = spread(points.length, POINTS)
      for (const point of chosen) {
        await givenStore(`http://127.0.0.1:${port}/stripe/webhook`)
        await emulator.setCrossSell('prod_book', 'prod_sheet')
        const { hasDied, ...outcome } = await sell(
          port,
          { KILL_AT: String(point) },
          { crossSell: true }
        )
        deaths += Number(hasDied)
        assert.deepEqual(
          outcome,
          {
            purchases: ['active', 'active'],
            payments: 2,
            receipts: 1,
            opens: true,
            violations: [],
          },
          `killed before ${point}: ${points[point - 1]}`
        )
      }
      assert.isAbove(deaths, chosen.length / 2, 'the store was not killed at the chosen points')
      printSummary(
        `${chosen.length} of ${points.length} kill points of two products, ${deaths} kills, all recovered`
      )
    })
    .timeout(byExtent({ full: 3_600_000, part: 240_000 }))

  test('follows a change of plan once, whichever side effect it is killed at')
    .run(async ({ assert }) => {
      const webhook = `http://127.0.0.1:${port}/stripe/webhook`
      const log = join(tmpdir(), `kiosk-kill-points-${randomUUID()}`)
      await givenOtherPlans(webhook)
      await changePlan(port, { KILL_LOG: log })
      const points = readFileSync(log, 'utf8').trim().split('\n')

      let deaths = 0
      const chosen = spread(points.length, POINTS)
      for (const point of chosen) {
        await givenStore(webhook)
        await givenOtherPlans(webhook)
        const { hasDied, ...outcome } = await changePlan(port, { KILL_AT: String(point) })
        deaths += Number(hasDied)
        assert.deepEqual(
          outcome,
          { changes: 1, violations: [] },
          `killed before ${point}: ${points[point - 1]}`
        )
      }
      assert.isAbove(deaths, 0, 'the store was not killed at the chosen points')
      printSummary(
        `${chosen.length} of ${points.length} kill points, ${deaths} kills, all recovered`
      )
    })
    .timeout(byExtent({ full: 3_600_000, part: 240_000 }))
})

test.group('A store that is killed while staff refund and cancel a subscription', (group) => {
  let port: string

  group.setup(() => startTestEmulator())
  group.each.setup(async () => {
    port = String(await freePort())
  })

  test(
    'ends with one refund and a cancelled subscription, or with neither, whichever side effect it is killed at'
  )
    .run(async ({ assert }) => {
      const log = join(tmpdir(), `kiosk-kill-points-${randomUUID()}`)
      await refundAndCancel(port, { KILL_LOG: log })
      const points = readFileSync(log, 'utf8').trim().split('\n')
      assert.isAbove(points.length, 10)

      let deaths = 0
      const chosen = spread(points.length, POINTS)
      for (const point of chosen) {
        const { hasDied, ...outcome } = await refundAndCancel(port, { KILL_AT: String(point) })
        deaths += Number(hasDied)
        assert.oneOf(
          JSON.stringify(outcome),
          [
            { refunds: 1, subscription: 'canceled', requests: ['done'], violations: [] },
            { refunds: 0, subscription: 'active', requests: [], violations: [] },
          ].map((one) => JSON.stringify(one)),
          `killed before ${point}: ${points[point - 1]}`
        )
      }
      assert.isAbove(deaths, chosen.length / 2, 'the store was not killed at the chosen points')
      printSummary(
        `${chosen.length} of ${points.length} kill points of a refund, ${deaths} kills, all recovered`
      )
    })
    .timeout(byExtent({ full: 3_600_000, part: 240_000 }))
})

/** Refunds a subscription and cancels it, in a store that may be killed meanwhile and is restarted. */
async function refundAndCancel(port: string, environment: Record<string, string>) {
  await givenStore(`http://127.0.0.1:${port}/stripe/webhook`)
  let store = await startStore({ PORT: port, NODE_OPTIONS: `--import=${PRELOAD}`, ...environment })
  try {
    const { sessionId } = await givenOpenCheckout('plan', await givenBuyer(store.url))
    await emulator.pay(sessionId)
    await waitUntil('the receipt is sent', isReceiptSent, 60)
    const purchase = await Purchase.findByOrFail('checkoutSessionId', sessionId)
    const staff = await givenStaff('owner', store.url)
    const path = `/admin/purchases/${purchase.id}/refund`
    const question = await staff.post(path, {
      ...formFields(await staff.get(path)),
      subscription: 'cancel_now',
    })
    const fields = hiddenFields(question) as Record<string, string>

    store.process.kill('SIGUSR2')
    await staff.post(path, { ...fields, intent: 'refund' }).catch(() => {})
    if ('KILL_LOG' in environment) {
      // What it does later, by the clock, belongs to no refund.
      await sleep(LATE)
      await store.kill()
    } else {
      // The events that follow may be handled later than in the run that was recorded.
      await waitUntil('it was killed', () => isDead(store), 5).catch(() => {})
    }
    const hasDied = isDead(store)
    if (hasDied) {
      await releaseClaims()
      await db.from('locks').delete()
      store = await startStore({ PORT: port })
    }
    await settleRequests()
    return { hasDied, ...(await refundOutcome(purchase)) }
  } finally {
    await store.kill()
  }
}

/** Resumes what was not answered, as the restarted store does by the minute. */
async function settleRequests() {
  const old = databaseTime(DateTime.utc().minus({ minutes: 5 }))
  const sweep = await app.container.make(ResumeMissedWork)
  for (const table of ['refund_requests', 'subscription_requests']) {
    await db.from(table).where('status', 'open').update({ updated_at: old })
    const isSettled = async () => {
      await sweep.handle()
      return (await db.from(table).where('status', 'open').first()) === null
    }
    // In Redis, locks of the killed store remain until they expire.
    await waitUntil(`${table} are resumed`, isSettled, 120)
  }
}

async function refundOutcome({ checkoutSessionId, subscriptionId }: Purchase) {
  const fulfil = await app.container.make(FulfilCheckout)
  await fulfil.handle(checkoutSessionId!, 'background')
  const { status } = await stripe.subscriptions.retrieve(subscriptionId!)
  return {
    refunds: (await stripe.refunds.list()).data.length,
    subscription: status,
    requests: (await db.from('subscription_requests').orderBy('id')).map((row) => row.status),
    violations: await new CheckInvariants().handle(),
  }
}

/** Changes the plan of a subscription in a store that may be killed meanwhile, and restarts it. */
async function changePlan(port: string, environment: Record<string, string>) {
  let store = await startStore({
    PORT: port,
    NODE_OPTIONS: `--import=${PRELOAD}`,
    ...environment,
  })
  try {
    const { sessionId } = await givenOpenCheckout('plan', await givenBuyer(store.url))
    await emulator.pay(sessionId, { waitForWebhook: false })
    await waitUntil('it is sold', isReceiptSent, 60)
    store.process.kill('SIGUSR2')
    await emulator.changePlan(await subscriptionOf(sessionId), 'price_studio')
    await waitUntil('it was killed or has followed', () => isDead(store) || hasMoved(), 60)
    await sleep(LATE)
    const hasDied = isDead(store)
    if (hasDied) {
      await releaseClaims()
      store = await startStore({ PORT: port })
    }
    await waitUntil('the purchase follows', hasMoved, 60)
    return {
      hasDied,
      changes: (await AuditEntry.query().where('action', 'purchase.product_changed')).length,
      violations: await new CheckInvariants().handle(),
    }
  } finally {
    await store.kill()
  }
}

async function hasMoved(): Promise<boolean> {
  const purchases = await Purchase.all()
  return purchases.length > 0 && purchases.every((one) => one.productSnapshot.name === 'Studio')
}

/** Sells a book in a store that may be killed meanwhile, restarts it, and returns the outcome. */
async function sell(
  port: string,
  environment: Record<string, string>,
  payment: { crossSell?: boolean } = {}
) {
  let store = await startStore({
    PORT: port,
    NODE_OPTIONS: `--import=${PRELOAD}`,
    ...environment,
  })
  try {
    const { buyer, sessionId } = await givenOpenCheckout('book', await givenBuyer(store.url))
    store.process.kill('SIGUSR2')
    await emulator.pay(sessionId, { ...payment, waitForWebhook: false })
    await waitUntil('it was killed or has sold', () => isDead(store) || isReceiptSent(), 60)
    await sleep(LATE)
    const hasDied = isDead(store)
    if (hasDied) {
      await releaseClaims()
      store = await startStore({ PORT: port })
    }
    await waitUntil('the receipt is sent', isReceiptSent, 60)
    return { hasDied, ...(await outcomeOf(buyer)) }
  } finally {
    await store.kill()
  }
}

function isDead({ process: child }: StoreProcess): boolean {
  return child.signalCode !== null
}

async function isReceiptSent(): Promise<boolean> {
  return (await Mail.query().where('kind', 'receipt').whereNotNull('sentAt')).length > 0
}

/** As if the claims of the killed process had expired. */
async function releaseClaims() {
  await db.from('stripe_events').update({ claimed_until: null })
  await db.from('mails').update({ claimed_until: null })
}

async function outcomeOf({ browser }: Buyer) {
  const purchases = await Purchase.query().preload('payments')
  return {
    purchases: purchases.map(({ status }) => status),
    payments: purchases.flatMap(({ payments }) => payments).length,
    receipts: (await Mail.query().where('kind', 'receipt')).length,
    opens: (await browser.get('/products/book/access')).status === 200,
    violations: await new CheckInvariants().handle(),
  }
}

/** At most this many numbers from 1 to the last, spread evenly. */
function spread(last: number, most: number): number[] {
  const all = Array.from({ length: last }, (_, index) => index + 1)
  return all.length <= most
    ? all
    : Array.from({ length: most }, (_, index) => all[Math.floor((index * last) / most)])
}
