import { mock } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import limiter from '@adonisjs/limiter/services/main'
import db from '@adonisjs/lucid/services/db'
import ApplyRetention from '#operations/apply_retention'
import Mail from '#models/mail'
import Payment from '#models/payment'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import { givenStore } from '#tests/helpers/store/buying'
import { Downloader } from '#tests/helpers/store/downloader'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { givenSale } from '#tests/helpers/store/sale'

test.group('Data retention', (group) => {
  group.each.setup(() => givenStore())

  test('deletes payloads, mail data and IP addresses, and keeps what accounting needs', async ({
    assert,
  }) => {
    const { purchase } = await givenSale()
    await StripeEvent.query().update({ payload: '{"id":"evt_1"}' })
    await Mail.query().update({ status: 'sent' })
    const { user, address } = await givenOwnedFile({ filename: 'book.pdf' })
    await (await Downloader.of(user)).get(address)

    await new ApplyRetention().handle(DateTime.utc().plus({ days: 30 }))
    assert.isNotEmpty((await StripeEvent.firstOrFail()).payload)
    await new ApplyRetention().handle(DateTime.utc().plus({ days: 100 }))

    const event = await StripeEvent.firstOrFail()
    assert.isEmpty(event.payload)
    assert.isNotNull(event.objectId)
    assert.isEmpty((await Mail.firstOrFail()).data)
    const download = await db.from('downloads').firstOrFail()
    assert.isNotNull(download.address)

    await new ApplyRetention().handle(DateTime.utc().plus({ days: 400 }))

    const later = await db.from('downloads').firstOrFail()
    assert.isNull(later.address)
    assert.isNull(later.user_agent)
    assert.equal(later.bytes, download.bytes)
    assert.equal((await Purchase.findOrFail(purchase.id)).totalAmount, 1200)
    assert.lengthOf(await Payment.all(), 1)
  })

  test('keeps the payload of unhandled events and mails', async ({ assert }) => {
    await givenSale()
    await StripeEvent.query().update({ next_attempt_at: DateTime.utc().toSQL() })
    await Mail.query().update({ status: 'failed' })

    await new ApplyRetention().handle(DateTime.utc().plus({ days: 400 }))

    assert.isNotEmpty((await StripeEvent.firstOrFail()).payload)
    assert.isNotEmpty((await Mail.firstOrFail()).data)
  })

  test('deletes expired rate limits only', async ({ assert }) => {
    const limits = limiter.use('database', { requests: 3, duration: '1 hour' })
    await limits.consume('somebody')

    await new ApplyRetention().handle(DateTime.utc().plus({ minutes: 59 }))
    assert.equal((await limits.get('somebody'))?.remaining, 2)
    await new ApplyRetention().handle(DateTime.utc().plus({ minutes: 61 }))
    assert.isNull(await limits.get('somebody'))
  })

  test('is the only deletion of rate limits; a timer could crash on a locked database', async ({
    assert,
    cleanup,
  }) => {
    await db.table('rate_limits').insert({ key: 'old', points: 1, expire: 0 })
    mock.timers.enable({ apis: ['setTimeout'] })
    cleanup(() => mock.timers.reset())

    limiter.use('database', { requests: 3, duration: '83 minutes' })
    mock.timers.tick(60 * 60 * 1000)
    mock.timers.reset()
    await setImmediate()

    assert.isNotNull(await db.from('rate_limits').where('key', 'old').first())
  })
})
