import { test } from '@japa/runner'
import Mail from '#models/mail'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { startMailServer } from '#tests/helpers/process/mail_server'
import { freePort, startStore } from '#tests/helpers/process/store_process'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

const fields = {
  full_name: 'Ada',
  email: 'ada@example.com',
  password: 'three grey geese, grazing',
  password_confirmation: 'three grey geese, grazing',
}

test.group('A store with a mail server', (group) => {
  group.each.setup(() => cleanStore())
  group.each.timeout(60_000)

  test('sends a mail within seconds, as HTML and text', async ({ assert, cleanup }) => {
    const port = await freePort()
    const server = await startMailServer(port)
    cleanup(() => server.stop())
    const store = await startStore({ SMTP_URL: `smtp://127.0.0.1:${port}` })
    cleanup(() => store.kill())

    await new Visitor(store.url).submit('/signup', fields)
    await waitUntil('the mail is sent', async () => (await Mail.first())?.status === 'sent', 15)

    const [mail] = server.received
    const row = await Mail.firstOrFail()
    assert.lengthOf(server.received, 1)
    assert.deepEqual(mail.to, ['ada@example.com'])
    assert.match(mail.source, /^Content-Type: multipart\/alternative/m)
    assert.match(mail.source, /^Subject: Confirm your address for Kiosk\r$/m)
    assert.match(
      mail.source,
      new RegExp(`^Message-ID: <${row.id}\\.[0-9a-f]{24}@127\\.0\\.0\\.1>`, 'm')
    )
    assert.isNotNull(row.sentAt)
    assert.equal((await fetch(`${store.url}/mails`)).status, 404)
  })

  test('keeps a mail while the server is down and sends it when it is back', async ({
    assert,
    cleanup,
  }) => {
    const port = await freePort()
    const store = await startStore({ SMTP_URL: `smtp://127.0.0.1:${port}`, LOG_LEVEL: 'silent' })
    cleanup(() => store.kill())

    const answer = await new Visitor(store.url).submit('/signup', fields)
    const waiting = await waitUntil('the mail has failed once', async () => {
      const mail = await Mail.first()
      return mail?.error ? mail : null
    })

    assert.equal(answer.status, 303)
    assert.equal(waiting.status, 'queued')
    assert.include(waiting.error!, 'ECONNREFUSED')
    assert.isAbove(waiting.nextAttemptAt!.toMillis(), Date.now())

    const server = await startMailServer(port)
    cleanup(() => server.stop())
    await waitUntil('the mail is sent', async () => (await Mail.first())?.status === 'sent', 45)

    const sent = await Mail.firstOrFail()
    assert.isAtLeast(sent.attempts, 2)
    assert.isNull(sent.error)
    assert.lengthOf(server.received, 1)
  })
})
