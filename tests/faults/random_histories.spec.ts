import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import type { CataloguePrice } from '#stripe_emulator/catalogue/types'
import { isReconciled } from '#operations/reconcile/reconcile_report'
import { UserFactory } from '#database/factories/user_factory'
import CheckInvariants from '#operations/check_invariants'
import { byExtent, printSummary } from '#tests/faults/extent'
import {
  ACT_NAMES,
  COUPON,
  madeTwice,
  RandomHistory,
  reconcile,
  type Step,
} from '#tests/faults/random_histories/random_history'
import { brokenPromises } from '#tests/faults/random_histories/broken_promises'
import { resumeRequests, settleCharges } from '#tests/faults/random_histories/staff_acts'
import { forgetPurchases, rowsOf } from '#tests/faults/recorded_rows'
import { KNOWN_FAILURES } from '#tests/faults/random_histories/known_failures'
import { CATALOGUE_WITH_PLANS, givenOtherPlans } from '#tests/faults/other_plans'
import { type Backup, putBackupBack, takeBackup } from '#tests/helpers/store/backup'
import { givenStore } from '#tests/helpers/store/buying'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

const RUNS = byExtent({ full: 2000, part: 100 })

/** The part is the same in every run; the full run differs each time, and a failure prints its seed. */
const SEED = byExtent({ full: undefined, part: 20_261_126 })

const steps = fc.array(
  fc.record<Step>({ act: fc.constantFrom(...ACT_NAMES), pick: fc.nat({ max: 50 }) }),
  { minLength: 4, maxLength: 24 }
)

const YEARLY: CataloguePrice = {
  id: 'price_plan_year',
  currency: 'usd',
  unit_amount: 9000,
  recurring: { interval: 'year' },
}

test.group('Random histories', (group) => {
  group.setup(() => startTestEmulator())
  let empty: Backup
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
    await givenOtherPlans()
    empty = await takeBackup()
  })

  test('end in the state that Stripe reports, and violate no invariant')
    .run(async ({ assert }) => {
      const begun = performance.now()
      const sum = { steps: 0, deaths: 0 }
      const examples = Object.values(KNOWN_FAILURES).map((history): [Step[]] => [history])
      const property = fc.asyncProperty(steps, async (history) => {
        await resetStore(empty)
        const { deaths, ...end } = await play(history)
        sum.steps += history.length
        sum.deaths += deaths
        assert.deepEqual(end, {
          differences: [],
          violations: [],
          madeTwice: [],
          unanswered: [],
          broken: [],
          isReconciled: true,
        })
      })
      await fc.assert(property, { seed: SEED, numRuns: RUNS, examples })
      const seconds = Math.round((performance.now() - begun) / 1000)
      printSummary(
        `${RUNS} histories of ${sum.steps} steps with ${sum.deaths} crashes in ` +
          `${seconds} s, no violation`
      )
    })
    .timeout(byExtent({ full: 3_600_000, part: 420_000 }))
})

/** The catalogue with what a merchant may let buyers change; the store has not copied that. */
const OFFERS = CATALOGUE_WITH_PLANS.map((product) => ({
  ...product,
  prices: [
    ...product.prices.map((price) =>
      price.currency === 'usd' && price.unit_amount !== 0
        ? { ...price, other_currencies: { gbp: 800 } }
        : price
    ),
    ...(product.id === 'prod_plan' ? [YEARLY] : []),
  ],
}))

async function resetStore(empty: Backup) {
  await emulator.reset({ catalogue: OFFERS })
  await emulator.setUpsell('price_plan', 'price_plan_year')
  await emulator.setCrossSell('prod_book', 'prod_sheet')
  await emulator.setCrossSell('prod_plan', 'prod_sheet')
  await stripe.coupons.create({ id: COUPON, percent_off: 20, duration: 'once' })
  await emulator.setDelivery({ mode: 'off' })
  await putBackupBack(empty)
}

/** @returns how the store differs from one that has only seen the final state of Stripe */
async function play(history: Step[]) {
  const buyer = new RandomHistory(await UserFactory.apply('verified').create())
  await buyer.take({ act: 'begin', pick: 0 })
  for (const step of history) {
    await buyer.take(step)
  }
  await resumeRequests()
  const report = await reconcile()
  const again = await reconcile()
  const broken = await brokenPromises()
  const final = await rowsOf()
  const unanswered = await settleCharges()
  const violations = await new CheckInvariants().handle()

  await forgetPurchases()
  const fulfil = await app.container.make(FulfilCheckout)
  for (const sessionId of buyer.sessionIds) {
    await fulfil.handle(sessionId, 'background')
  }
  const fresh = await rowsOf()
  return {
    deaths: buyer.deaths,
    differences: isDeepStrictEqual(final, fresh) ? [] : [final, fresh],
    violations,
    madeTwice: await madeTwice(),
    unanswered,
    broken,
    isReconciled:
      report !== null && again !== null && isReconciled(again) && again.counts.fixed === 0,
  }
}
