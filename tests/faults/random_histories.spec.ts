import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import { isReconciled } from '#operations/reconcile/reconcile_report'
import { UserFactory } from '#database/factories/user_factory'
import CheckInvariants from '#operations/check_invariants'
import { byExtent, tell } from '#tests/faults/random_histories/full'
import {
  ACT_NAMES,
  RandomLife,
  reconcile,
  type Step,
} from '#tests/faults/random_histories/random_history'
import { forgetNews, rowsOf } from '#tests/faults/random_histories/rows'
import { KEPT_LIVES } from '#tests/faults/random_histories/kept_histories'
import { CATALOGUE, givenStore } from '#tests/helpers/store/buying'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'

const RUNS = byExtent({ full: 2000, part: 100 })

/** The part is the same every time; all of them are others each time, and a failure prints its seed. */
const SEED = byExtent({ full: undefined, part: 20_261_126 })

const steps = fc.array(
  fc.record<Step>({ act: fc.constantFrom(...ACT_NAMES), pick: fc.nat({ max: 50 }) }),
  { minLength: 4, maxLength: 24 }
)

test.group('Random lives', (group) => {
  group.setup(() => startTestEmulator())
  group.each.setup(() => givenStore('http://127.0.0.1:9/nobody'))

  test('end as Stripe says, and nothing that must hold is broken')
    .run(async ({ assert }) => {
      const begun = performance.now()
      const sum = { steps: 0, deaths: 0 }
      const examples = Object.values(KEPT_LIVES).map((life): [Step[]] => [life])
      const property = fc.asyncProperty(steps, async (life) => {
        await startAnew()
        const { deaths, ...end } = await liveThrough(life)
        sum.steps += life.length
        sum.deaths += deaths
        assert.deepEqual(end, { differences: [], violations: [], left: true })
      })
      await fc.assert(property, { seed: SEED, numRuns: RUNS, examples })
      const seconds = Math.round((performance.now() - begun) / 1000)
      tell(
        `${RUNS} lives of ${sum.steps} steps with ${sum.deaths} deaths in ` +
          `${seconds} s, none violated`
      )
    })
    .timeout(byExtent({ full: 3_600_000, part: 180_000 }))
})

async function startAnew() {
  await emulator.reset({ catalogue: CATALOGUE })
  await emulator.setDelivery({ mode: 'off' })
  await forgetNews()
  await db.from('checkout_attempts').delete()
  await db.from('product_configurations').update({ is_active: true })
}

/** @returns in what the store differs from one that has seen the end of it alone */
async function liveThrough(life: Step[]) {
  const buyer = new RandomLife(await UserFactory.create())
  await buyer.take({ act: 'begin', pick: 0 })
  for (const step of life) {
    await buyer.take(step)
  }
  const report = await reconcile()
  const again = await reconcile()
  const lived = await rowsOf()
  const violations = await new CheckInvariants().handle()

  await forgetNews()
  const fulfil = await app.container.make(FulfilCheckout)
  for (const sessionId of buyer.sessionIds) {
    await fulfil.handle(sessionId, 'background')
  }
  const fresh = await rowsOf()
  return {
    deaths: buyer.deaths,
    differences: isDeepStrictEqual(lived, fresh) ? [] : [lived, fresh],
    violations,
    left: report !== null && again !== null && isReconciled(again) && again.counts.mended === 0,
  }
}
