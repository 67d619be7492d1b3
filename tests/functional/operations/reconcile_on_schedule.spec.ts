import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import ReconcileOnSchedule from '#operations/reconcile/reconcile_on_schedule'
import { lastReport } from '#operations/reconcile/reconcile_report'
import { callsToStripe, deliverEvents, givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { givenSale } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'

test.group('Reconciling on schedule', (group) => {
  group.each.setup(() => givenStore())

  test('makes no more calls for 20,000 subscriptions that have not changed', async ({ assert }) => {
    const sale = await givenSale('plan')
    await runOnSchedule()
    const before = await callsOfNextRun()
    await emulator.copySubscription(sale.purchase.subscriptionId!, { times: 20_000 })

    assert.equal(await callsOfNextRun(), before)
    assert.isBelow(before, 10)
  })

  test('lists running subscriptions once a day', async ({ assert }) => {
    await givenSale('plan')
    const lists = () => callsToStripe('GET', '/v1/subscriptions')

    await runOnSchedule()
    assert.lengthOf(await lists(), 1)
    await runOnSchedule({ minutes: 5 })
    await runOnSchedule({ hours: 23 })
    assert.lengthOf(await lists(), 1)
    await runOnSchedule({ hours: 25 })
    assert.lengthOf(await lists(), 2)
  })

  test('reads no subscription that was read after its newest change', async ({ assert }) => {
    const sale = await givenSale('plan')
    await runOnSchedule()
    await emulator.cancelSubscription(sale.purchase.subscriptionId!, { atPeriodEnd: true })
    await deliverEvents()

    await runOnSchedule({ minutes: 5 })

    const report = (await lastReport())!
    assert.deepEqual(report.counts, { found: 0, fixed: 0, failed: 0 })
    assert.equal(report.seen.subscriptions, 1)
  })

  test('finds within minutes that {$self} after the backup that was restored')
    .with(['a subscription ended', 'its end was planned', 'its payments were paused'] as const)
    .run(async ({ assert }, what) => {
      const sale = await givenSale('plan')
      await runOnSchedule()
      const id = sale.purchase.subscriptionId!
      const backup = await db.from('purchases').where('id', sale.purchase.id).firstOrFail()
      await {
        'a subscription ended': () => emulator.cancelSubscription(id),
        'its end was planned': () => emulator.cancelSubscription(id, { atPeriodEnd: true }),
        'its payments were paused': () => emulator.pauseCollection(id),
      }[what]()
      await deliverEvents()
      const after = (await purchaseOf(sale.sessionId))!
      await db
        .from('purchases')
        .where('id', backup.id)
        .update({
          ...backup,
          product_snapshot: JSON.stringify(after.productSnapshot),
          price_snapshot: JSON.stringify(after.priceSnapshot),
          stripe_synced_at: DateTime.fromJSDate(new Date(backup.stripe_synced_at))
            .minus({ minutes: 1 })
            .toJSDate()
            .toISOString(),
        })

      await runOnSchedule({ minutes: 5 })

      const found = (await purchaseOf(sale.sessionId))!
      assert.equal(found.status, after.status)
      assert.equal(found.cancelsAt?.toISO(), after.cancelsAt?.toISO())
      assert.equal(found.collectionPause, after.collectionPause)
      assert.lengthOf(await callsToStripe('GET', '/v1/subscriptions'), 1)
    })
})

/** @param later how long after now it runs */
async function runOnSchedule(later: { minutes?: number; hours?: number } = {}) {
  const reconcile = await app.container.make(ReconcileOnSchedule)
  await reconcile.handle(DateTime.utc().plus(later))
}

/** How many calls a run makes that is not the first of the day. */
async function callsOfNextRun(): Promise<number> {
  await emulator.resetRequests()
  await runOnSchedule({ minutes: 5 })
  return (await emulator.requests()).length
}
