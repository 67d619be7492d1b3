import { test } from '@japa/runner'
import RefundRequest from '#models/refund_request'
import { UserFactory } from '#database/factories/user_factory'
import { givenBuyer, givenStore, returnFromCheckout } from '#tests/helpers/store/buying'
import { formFields, hiddenFields } from '#tests/helpers/store/panel'
import { givenOpenCheckout } from '#tests/helpers/store/sale'
import { Visitor } from '#tests/helpers/store/visitor'
import { storeStarter } from '#tests/helpers/process/store_processes'
import { emulator, startTestEmulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'
import { waitUntil } from '#tests/helpers/wait_until'
import Purchase from '#models/purchase'

test.group('Refunding with real processes', (group) => {
  const start = storeStarter(group)

  group.setup(() => startTestEmulator())
  group.each.setup(() => givenStore('http://127.0.0.1:9/nobody'))

  test('a store killed after Stripe made the refund makes no second one a day later', async ({
    assert,
  }) => {
    const first = await start()
    const { buyer, sessionId } = await givenOpenCheckout('book', await givenBuyer(first.url))
    await emulator.pay(sessionId, { waitForWebhook: false })
    await returnFromCheckout(buyer, sessionId)
    const { id } = await Purchase.firstOrFail()
    const path = `/admin/purchases/${id}/refund`
    const owner = await UserFactory.apply('admin').create()
    const staff = new Visitor(first.url)
    await staff.signIn(owner)
    const form = { ...formFields(await staff.get(path)), extent: 'part', amount: '5' }
    const confirmation = hiddenFields(await staff.post(path, form)) as Record<string, string>
    const { holdId } = await emulator.hold({
      method: 'POST',
      path: '^/v1/refunds$',
      phase: 'after',
    })
    const lost = staff.post(path, { ...confirmation, intent: 'refund' }).catch(() => 'lost')
    await emulator.waitHeld(holdId)

    await first.kill()
    await emulator.release(holdId)
    assert.equal(await lost, 'lost')
    assert.equal((await RefundRequest.firstOrFail()).status, 'open')
    await emulator.passTime({ seconds: 25 * 60 * 60 })
    const second = await start({ PORT: new URL(first.url).port })
    const again = new Visitor(second.url)
    await again.signIn(owner)
    await again.get(path)
    await waitUntil(
      'the lock of the killed store has expired',
      async () => {
        const { status } = await again.post(path, { ...confirmation, intent: 'refund' })
        assert.oneOf(status, [303, 409])
        return status === 303
      },
      60
    )

    assert.lengthOf((await stripe.refunds.list()).data, 1)
    assert.equal((await RefundRequest.firstOrFail()).status, 'done')
  })
})
