import { test } from '@japa/runner'
import RecordStripeEvent from '#webhooks/record_stripe_event'
import app from '@adonisjs/core/services/app'
import AuditEntry from '#models/audit_entry'
import Product from '#models/product'
import StripeEvent from '#models/stripe_event'
import { CATALOGUE } from '#tests/helpers/store/buying'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenStaff, readHtml } from '#tests/helpers/store/panel'

test.group('Stripe events', (group) => {
  group.each.setup(() => cleanStore())

  async function givenEvent(type: string, object: Record<string, unknown>, livemode = false) {
    const event = {
      id: `evt_${type}`,
      type,
      livemode,
      api_version: '2026-10-28.endive',
      data: { object },
    }
    const record = await app.container.make(RecordStripeEvent)
    await record.handle({ event: event as never, rawBody: JSON.stringify(event) })
    return StripeEvent.findByOrFail('stripeId', event.id)
  }

  test('show their payload as text, and their error', async ({ assert }) => {
    const event = await givenEvent('product.updated', { id: '<script>alert(1)</script>' })
    await event.merge({ error: 'It went <wrong>' }).save()
    const visitor = await givenStaff()

    const page = await visitor.get(`/admin/events/${event.id}`)

    assert.notInclude(page.body, '<script>alert')
    assert.include(readHtml(page.body), '"id": "<script>alert(1)</script>"')
    assert.include(readHtml(page.body), 'The last error It went <wrong>')
    assert.include((await visitor.get('/admin/events?state=failed')).body, event.stripeId)
  })

  test('hide secrets in their payload, whoever looks')
    .with(['owner', 'manager', 'support'] as const)
    .run(async ({ assert }, role) => {
      const event = await givenEvent('payment_intent.created', {
        id: 'pi_1',
        client_secret: 'pi_1_secret_abc',
        next_action: { use_stripe_sdk: { three_d_secure_secret: 'deep' } },
        options: [{ token: { id: 'tok_1' } }],
        cancellation_token: null,
        amount: 1200,
      })

      const page = await (await givenStaff(role)).get(`/admin/events/${event.id}`)

      const text = readHtml(page.body)
      assert.include(text, '"client_secret": "(hidden)"')
      assert.include(text, '"amount": 1200')
      assert.include(text, '"cancellation_token": null')
      for (const secret of ['pi_1_secret_abc', 'deep', 'tok_1']) {
        assert.notInclude(page.body, secret)
      }
      assert.equal((event.payload as any).data.object.client_secret, 'pi_1_secret_abc')
    })

  test('are replayed with a button, which is audited', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE })
    const event = await givenEvent('product.updated', { id: 'prod_book' })
    await event.merge({ error: 'Stripe was down', attempts: 4 }).save()
    const visitor = await givenStaff('support')

    const answer = await visitor.post(`/admin/events/${event.id}/replay`)

    assert.equal(answer.status, 303)
    await event.refresh()
    assert.isNotNull(event.handledAt, event.error ?? 'no error')
    assert.isNull(event.error)
    assert.equal((await Product.findByOrFail('stripeId', 'prod_book')).name, 'Book')
    const entry = await AuditEntry.query().where('action', 'stripe_event.replayed').firstOrFail()
    assert.equal(entry.changes.error.before, 'Stripe was down')
    assert.include(readHtml((await visitor.get(answer.location ?? '')).body), 'Replayed')
  })

  test('of the other mode are not replayed', async ({ assert }) => {
    const event = await givenEvent('product.updated', { id: 'prod_book' }, true)
    const visitor = await givenStaff()

    const answer = await visitor.post(`/admin/events/${event.id}/replay`)

    assert.include(readHtml((await visitor.get(answer.location ?? '')).body), 'of the other mode')
    assert.lengthOf(await Product.all(), 0)
  })
})
