import { test } from '@japa/runner'
import type Stripe from 'stripe'
import { isHandled } from '#webhooks/handlers/event_handlers'
import { UserFactory } from '#database/factories/user_factory'
import { accountBuyer } from '#buyers/buyer'
import FindAccess from '#access/find_access'
import { shuffled } from '#tests/faults/shuffled'
import { byExtent, printSummary } from '#tests/faults/extent'
import { givenOtherPlans } from '#tests/faults/other_plans'
import { PURCHASE_HISTORIES } from '#tests/faults/purchase_histories'
import { forgetPurchases, receive, mailKinds, rowsOf } from '#tests/faults/recorded_rows'
import { givenStore } from '#tests/helpers/store/buying'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { beginCheckout } from '#tests/helpers/store/paid_checkout'
import { beginCheckoutOf } from '#tests/helpers/store/several_products'

/** Up to this many events every order is tried, above it random orders. */
const EVERY_ORDER = byExtent({ full: 5, part: 4 })
const ORDERS = byExtent({ full: 200, part: 20 })

test.group('The order of events', (group) => {
  group.setup(() => startTestEmulator())
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
    await givenOtherPlans()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('does not change the outcome of a purchase: {name}')
    .with(PURCHASE_HISTORIES)
    .run(async ({ assert }, { slug, together, isOpen, opens = slug, play }) => {
      const user = await UserFactory.create()
      const before = (await emulator.events()).length
      const sessionId = together
        ? await beginCheckoutOf(user, [slug, ...together])
        : await beginCheckout(user, slug)
      await play(sessionId)
      const all = (await emulator.events()).slice(before) as unknown as Stripe.Event[]
      const handled = all.filter(({ type }) => isHandled(type))

      let expected: { rows: unknown; mails: string[] } | null = null
      let tried = 0
      for (const order of ordersOf(handled)) {
        await forgetPurchases()
        for (const event of order) {
          await receive(event)
        }
        const found = { rows: await rowsOf(), mails: await mailKinds() }
        expected ??= found
        assert.deepEqual(found, expected, order.map(({ type }) => type).join(', '))
        tried += 1
      }
      const access = await new FindAccess().handle({
        buyer: accountBuyer(user),
        product: { slug: opens },
      })
      assert.equal(access.allowed, isOpen, access.code)
      await assertInvariants(assert)
      printSummary(`${handled.length} events in ${tried} orders`)
    })
    .timeout(byExtent({ full: 600_000, part: 120_000 }))
})

function* ordersOf<Item>(items: Item[]): Generator<Item[]> {
  if (items.length <= EVERY_ORDER) {
    yield* permutations(items)
    return
  }
  yield items
  yield items.toReversed()
  for (let seed = 1; seed <= ORDERS; seed++) {
    yield shuffled(items, seed)
  }
}

function* permutations<Item>(items: Item[]): Generator<Item[]> {
  if (items.length <= 1) {
    yield items
    return
  }
  for (const [place, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(place, 1))) {
      yield [item, ...rest]
    }
  }
}
