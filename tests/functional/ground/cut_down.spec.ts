import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import CutDown from '#actions/cut_down'
import Mail from '#models/mail'
import Payment from '#models/payment'
import Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import { givenStore } from '#tests/helpers/buying'
import { Downloader } from '#tests/helpers/downloader'
import { givenOwnedFile } from '#tests/helpers/library'
import { givenSale } from '#tests/helpers/sale'

test.group('What is kept for how long', (group) => {
  group.each.setup(() => givenStore())

  test('payloads, words of mails and addresses go; what accounting needs stays', async ({
    assert,
  }) => {
    const { purchase } = await givenSale()
    await StripeEvent.query().update({ payload: '{"id":"evt_1"}' })
    await Mail.query().update({ status: 'sent' })
    const { user, address } = await givenOwnedFile({ filename: 'book.pdf' })
    await (await Downloader.of(user)).get(address)

    await new CutDown().handle(DateTime.utc().plus({ days: 30 }))
    assert.isNotEmpty((await StripeEvent.firstOrFail()).payload)
    await new CutDown().handle(DateTime.utc().plus({ days: 100 }))

    const event = await StripeEvent.firstOrFail()
    assert.isEmpty(event.payload)
    assert.isNotNull(event.objectId)
    assert.isEmpty((await Mail.firstOrFail()).data)
    const download = await db.from('downloads').firstOrFail()
    assert.isNotNull(download.address)

    await new CutDown().handle(DateTime.utc().plus({ days: 400 }))

    const later = await db.from('downloads').firstOrFail()
    assert.isNull(later.address)
    assert.isNull(later.user_agent)
    assert.equal(later.bytes, download.bytes)
    assert.equal((await Purchase.findOrFail(purchase.id)).totalAmount, 1200)
    assert.lengthOf(await Payment.all(), 1)
  })

  test('what is not worked off keeps its payload', async ({ assert }) => {
    await givenSale()
    await StripeEvent.query().update({ next_attempt_at: DateTime.utc().toSQL() })
    await Mail.query().update({ status: 'failed' })

    await new CutDown().handle(DateTime.utc().plus({ days: 400 }))

    assert.isNotEmpty((await StripeEvent.firstOrFail()).payload)
    assert.isNotEmpty((await Mail.firstOrFail()).data)
  })
})
