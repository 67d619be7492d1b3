import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import CheckInvariants from '#operations/check_invariants'
import { byExtent, tell } from '#tests/faults/random_histories/full'
import { type Buyer, givenBuyer, givenStore, openSession } from '#tests/helpers/store/buying'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { freePort, startStore, type StoreProcess } from '#tests/helpers/process/store_process'
import { waitUntil } from '#tests/helpers/wait_until'

/** Points that are tried, spread over all there are. */
const POINTS = byExtent({ full: Infinity, part: 6 })

/** Milliseconds for what comes after the receipt, and may still be cut off. */
const LATE = 300

const PRELOAD = pathToFileURL(app.makePath('tests/faults/kill_points/preload.mjs')).href

test.group('A purchase that is cut off', (group) => {
  let port: string

  group.setup(() => startTestEmulator())
  group.each.setup(async () => {
    port = String(await freePort())
    await givenStore(`http://127.0.0.1:${port}/stripe/webhook`)
  })

  test('at any of its side effects is one purchase, one payment and one receipt in the end')
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
      assert.isAbove(deaths, chosen.length / 2, 'the store did not die where it was to')
      tell(`${chosen.length} of ${points.length} kill points, ${deaths} deaths, all mended`)
    })
    .timeout(byExtent({ full: 3_600_000, part: 240_000 }))
})

/** Sells a book in a store that may die while it does, brings it back, and sees what there is. */
async function sell(port: string, environment: Record<string, string>) {
  let store = await startStore({
    PORT: port,
    NODE_OPTIONS: `--import=${PRELOAD}`,
    ...environment,
  })
  try {
    const buyer = await givenBuyer(store.url)
    const sessionId = await openSession(buyer, 'book')
    store.process.kill('SIGUSR2')
    await emulator.pay(sessionId, { waitForWebhook: false })
    await waitUntil('it has died or sold', () => isDead(store) || isReceiptSent(), 60)
    await sleep(LATE)
    const hasDied = isDead(store)
    if (hasDied) {
      await forgetLeases()
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

/** As if the time had passed for which the dead process had claimed its work. */
async function forgetLeases() {
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

/** So many numbers from 1 to the last, as far from each other as can be. */
function spread(last: number, most: number): number[] {
  const all = Array.from({ length: last }, (_, index) => index + 1)
  return all.length <= most
    ? all
    : Array.from({ length: most }, (_, index) => all[Math.floor((index * last) / most)])
}
