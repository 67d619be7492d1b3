import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { byExtent, isFull, printSummary } from '#tests/faults/extent'
import type { AttackAccounts } from '#tests/helpers/attacks/attacks'
import { ATTACKS } from '#tests/helpers/attacks/attacks'
import { startAttack } from '#tests/helpers/attacks/start_attack'
import { freePort, startStore, type StoreProcess } from '#tests/helpers/process/store_process'
import { liveMemory, REPORTS_MEMORY } from '#tests/helpers/process/live_memory'
import {
  type Buyer,
  givenBuyer,
  givenStore,
  openSession,
  returnFromCheckout,
} from '#tests/helpers/store/buying'
import { bytesKept } from '#tests/helpers/store/bytes_kept'
import { Downloader } from '#tests/helpers/store/downloader'
import { givenOwnedFile, type OwnedFile } from '#tests/helpers/store/library'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import type { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

const SECONDS = byExtent({ full: 20, part: 2 })
/** Milliseconds in which a buyer reads the page. */
const PAUSE = 200

const MEBIBYTE = 1024 * 1024

/** What the second half of an attack may leave in live memory. */
const MEMORY_GROWTH = 24 * MEBIBYTE

/** What may be kept of an attack. */
const BYTES_KEPT = 16 * MEBIBYTE

test.group('One client that attacks', (group) => {
  let store: StoreProcess
  let accounts: AttackAccounts
  let owned: OwnedFile
  let downloader: Downloader

  group.setup(() => startTestEmulator())
  group.setup(async () => {
    const port = await freePort()
    await givenStore(`http://127.0.0.1:${port}/stripe/webhook`)
    const [customer, viewer] = [
      await UserFactory.create(),
      await UserFactory.apply('viewer').create(),
    ]
    accounts = {
      customer: { email: customer.email, password: PASSWORD },
      staff: { email: viewer.email, password: PASSWORD },
    }
    owned = await givenOwnedFile({ bytes: randomBytes(MEBIBYTE) })
    store = await startStore({
      PORT: String(port),
      REQUESTS_PER_NETWORK: '250',
      ...REPORTS_MEMORY,
    })
    downloader = await Downloader.of(owned.user, store.url)
    return () => store.kill()
  })

  for (const name of Object.keys(ATTACKS)) {
    test(`does not stop a buyer: ${name}`, async ({ assert }) => {
      const buyer = await givenBuyer(store.url)
      const kept = await bytesKept()
      const attack = await startAttack(store.url, name, SECONDS, accounts)
      const half = sleep((SECONDS * 1000) / 2).then(() => liveMemory(store))

      const { rounds, sessionId } = await buyUntil(Date.now() + SECONDS * 1000, buyer)

      const answers = await attack.ended
      const atHalf = await half
      let growth = 0
      await waitUntil('nothing of the second half is left in memory', async () => {
        growth = (await liveMemory(store)) - atHalf
        return growth < MEMORY_GROWTH
      })
      const stored = (await bytesKept()) - kept
      assert.isAbove(rounds, 0)
      assert.isBelow(stored, BYTES_KEPT)
      assert.isUndefined(answers[500])
      await waitUntil('the purchase is there', async () =>
        Boolean(
          await Purchase.query().where({ checkoutSessionId: sessionId, status: 'active' }).first()
        )
      )
      assert.isNull(store.process.exitCode)
      if (isFull) {
        printSummary(
          `${name}: ${JSON.stringify(answers)}, the buyer ${rounds} times around, ` +
            `memory ${(growth / MEBIBYTE).toFixed(1)} MiB, kept ${(stored / MEBIBYTE).toFixed(1)} MiB`
        )
      }
    }).timeout(120_000)
  }

  test('loses no event of Stripe', async ({ assert }) => {
    await waitUntil('all events are delivered', async () =>
      (await emulator.events()).every((event) => event.pending_webhooks === 0)
    )
    const events = await emulator.events()
    const stored = await StripeEvent.query().whereIn(
      'stripeId',
      events.map(({ id }) => id)
    )
    assert.lengthOf(stored, events.length)
  })

  /** Buys, then looks around and downloads until a time. */
  async function buyUntil(end: number, buyer: Buyer) {
    const { browser } = buyer
    const sessionId = await openSession(buyer, 'book')
    await emulator.pay(sessionId)
    await returnFromCheckout(buyer, sessionId)
    await expectPage(browser, '/products/book/access')
    let rounds = 0
    do {
      for (const path of ['/', '/products/book', '/purchases']) {
        await expectPage(browser, path)
      }
      const file = await downloader.get(owned.address)
      if (!file.body.equals(owned.bytes)) {
        throw new Error(`The file was answered with ${file.status} and other bytes.`)
      }
      rounds++
      await sleep(PAUSE)
    } while (Date.now() < end)
    return { rounds, sessionId }
  }
})

async function expectPage(browser: Visitor, path: string) {
  const { status, body } = await browser.get(path)
  if (status !== 200) {
    throw new Error(`${path} was answered with ${status}.\n${body}`)
  }
}
