import { test } from '@japa/runner'
import StripeEvent from '#models/stripe_event'
import { deliverEvents, givenStore } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'
import { givenOpenCheckout, hasAccess } from '#tests/helpers/store/sale'

async function attention(): Promise<string> {
  return readHtml((await (await givenStaff()).get('/admin/attention')).body)
}

test.group('Webhooks that are refused', (group) => {
  group.each.setup(() => givenStore())

  test('a thin event has its own word, and the owner reads which endpoint it is', async ({
    assert,
  }) => {
    const [attempt] = await emulator.sendThinEvent({ type: 'v2.core.account.created' })

    assert.equal(attempt.status, 400)
    assert.lengthOf(await StripeEvent.all(), 0)
    const listed = await attention()
    assert.include(listed, 'sends thin events')
    assert.include(listed, 'v2.core.account.created')
    assert.notInclude(listed, 'STRIPE_WEBHOOK_SECRET')
  })

  test('an old signature is blamed on the clock, until one is in time', async ({ assert }) => {
    const { buyer, sessionId } = await givenOpenCheckout()
    await emulator.setDelivery({ mode: 'old_signature' })

    await emulator.pay(sessionId)
    const listed = await attention()
    await emulator.setDelivery({ mode: 'normal' })
    await deliverEvents()

    assert.match(
      listed,
      /The clock of this machine differs from Stripe’s.*: a webhook was 9\d\d seconds old/
    )
    assert.include(listed, 'Set the clock of this machine')
    assert.isTrue(await hasAccess({ buyer }))
    assert.include(await attention(), 'Nothing needs you')
  })

  test('what Stripe did not sign is nothing that the owner can change', async ({ assert }) => {
    const { sessionId } = await givenOpenCheckout()
    await emulator.setDelivery({ mode: 'wrong_signature', times: 1 })
    await emulator.pay(sessionId, { waitForWebhook: false })
    await deliverEvents()

    assert.include(await attention(), 'Nothing needs you')
  })
})
