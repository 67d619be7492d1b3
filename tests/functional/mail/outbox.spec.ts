import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { mailFolder } from '#config/mail'
import { databaseTime } from '#database/columns'
import QueueMail from '#mail/queue_mail'
import SendMail from '#mail/send_mail'
import { listStoredMails } from '#framework/folder_transport'
import Mail from '#models/mail'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { mailsTo } from '#tests/helpers/store/mailbox'

const MINUTES_OF_A_DAY = 24 * 60

test.group('The outbox', (group) => {
  group.each.setup(() => cleanStore())

  test('contains one mail per key, however often it is queued', async ({ assert }) => {
    await queue('once')
    await queue('once')

    await mailsTo('ada@example.com')

    assert.lengthOf(await Mail.all(), 1)
    assert.lengthOf(await mailsTo('ada@example.com'), 1)
  })

  test('contains nothing of a transaction that was rolled back', async ({ assert }) => {
    await assert.rejects(() =>
      db.transaction(async (trx) => {
        await new QueueMail().handle(input('lost'), trx)
        throw new Error('something else went wrong')
      })
    )

    assert.lengthOf(await Mail.all(), 0)
    assert.lengthOf(await db.from('queue_jobs'), 0)
  })

  test('sends a mail once when many workers try at the same time', async ({ assert }) => {
    await queue('race')
    const { id } = await Mail.firstOrFail()
    const send = await app.container.make(SendMail)

    const outcomes = await Promise.all(Array.from({ length: 10 }, () => send.handle(id)))

    assert.lengthOf(
      outcomes.filter(({ type }) => type === 'sent'),
      1
    )
    assert.lengthOf(await listStoredMails(mailFolder), 1)
  })

  test('sends a mail again with the same Message-ID when its worker was killed', async ({
    assert,
  }) => {
    await queue('twice')
    const send = await app.container.make(SendMail)
    const { id } = await Mail.firstOrFail()
    await send.handle(id)
    const now = databaseTime(DateTime.utc())
    await db.from('mails').update({ status: 'queued', next_attempt_at: now, claimed_until: now })

    await send.handle(id)

    const [one, two] = await listStoredMails(mailFolder)
    assert.equal(one.messageId, two.messageId)
  })

  test('gives a mail up after a day', async ({ assert }) => {
    await db.transaction((trx) =>
      new QueueMail().handle({ ...input('hopeless'), kind: 'receipt' }, trx)
    )
    const send = await app.container.make(SendMail)
    const { id } = await Mail.firstOrFail()
    let waited = 0
    let outcome = ''
    while (outcome !== 'failed') {
      outcome = (await send.handle(id)).type
      const { nextAttemptAt } = await Mail.findOrFail(id)
      waited += nextAttemptAt?.diffNow('minutes').minutes ?? 0
      await db
        .from('mails')
        .whereNotNull('next_attempt_at')
        .update({ next_attempt_at: databaseTime(DateTime.utc()) })
    }

    const mail = await Mail.findOrFail(id)
    assert.equal(mail.status, 'failed')
    assert.isNull(mail.nextAttemptAt)
    assert.isNotEmpty(mail.error)
    assert.approximately(waited, MINUTES_OF_A_DAY, 60)
  })

  test('does not send an expired link', async ({ assert }) => {
    const user = await UserFactory.create()
    const { default: RequestPasswordReset } =
      await import('#accounts/passwords/request_password_reset')
    await new RequestPasswordReset().handle({ email: user.email, locale: 'en' })
    await db.from('account_tokens').update({ expires_at: databaseTime(DateTime.utc()) })

    assert.lengthOf(await mailsTo(user.email), 0)

    const mail = await Mail.firstOrFail()
    assert.equal(mail.status, 'failed')
    assert.include(mail.error!, 'is over')
  })
})

function input(dedupeKey: string) {
  return {
    kind: 'password_changed' as const,
    recipient: 'ada@example.com',
    locale: 'en',
    dedupeKey,
    data: {},
  }
}

function queue(dedupeKey: string) {
  return db.transaction((trx) => new QueueMail().handle(input(dedupeKey), trx))
}
