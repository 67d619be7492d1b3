import { test } from '@japa/runner'
import { runAce } from '#tests/helpers/process/ace'
import { givenBuyerRow, givenPaidCheckout } from '#tests/helpers/store/paid_checkout'
import { givenStore, purchaseOf } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'

const COMMAND = 'ecommerce:reconcile'

test.group('ecommerce:reconcile', (group) => {
  group.each.setup(async () => {
    await givenStore('http://127.0.0.1:9/nobody')
    await emulator.setDelivery({ mode: 'off' })
  })

  test('fixes differences, reports what it did and exits with 0', async ({ assert }) => {
    const sessionId = await givenPaidCheckout(await givenBuyerRow())

    const dry = await runAce([COMMAND, '--dry-run'])
    assert.equal(dry.code, 1)
    assert.include(dry.stdout, 'finished at Stripe, and no purchase here')
    assert.isNull(await purchaseOf(sessionId))
    const { code, stdout } = await runAce([COMMAND, '--since=3 days'])

    assert.equal(code, 0)
    assert.include(stdout, 'recorded now, and active')
    assert.include(stdout, '1 fixed.')
    assert.equal((await purchaseOf(sessionId))!.status, 'active')
  })

  test('prints a JSON report, and finds no difference the second time', async ({ assert }) => {
    await givenPaidCheckout(await givenBuyerRow())
    await runAce([COMMAND])

    const { code, stdout } = await runAce([COMMAND, '--json'])

    assert.equal(code, 0)
    const report = JSON.parse(stdout)
    assert.deepEqual(report.counts, { found: 0, fixed: 0, failed: 0 })
    assert.equal(report.seen.sessions, 1)
  })

  test('runs in one process at a time', async ({ assert }) => {
    await givenPaidCheckout(await givenBuyerRow())
    const { holdId } = await emulator.hold({ path: '/v1/events', phase: 'before' })

    const first = runAce([COMMAND])
    await emulator.waitHeld(holdId, { timeoutMs: 60_000 })
    const second = await runAce([COMMAND])
    await emulator.release(holdId)

    assert.equal(second.code, 1)
    assert.include(second.stderr, 'Another process is comparing right now.')
    assert.equal((await first).code, 0)
  })

  test('reports a wrong option or environment in one sentence: {$self}')
    .with(['--since=soon', 'no key'])
    .run(async ({ assert }, what) => {
      const { code, stderr } =
        what === 'no key'
          ? await runAce([COMMAND], { STRIPE_SECRET_KEY: '' })
          : await runAce([COMMAND, what])

      assert.equal(code, 1)
      assert.match(stderr, /--since must be a day|STRIPE_SECRET_KEY/)
      assert.notInclude(stderr, '    at ')
    })
})
