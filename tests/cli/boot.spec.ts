import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import { mailFolder } from '#config/mail'
import { listStoredMails } from '#framework/folder_transport'
import { emptyDatabase } from '#tests/helpers/store/database'
import {
  type ExitedServer,
  PRODUCTION,
  runServerUntilExit,
} from '#tests/helpers/process/graceful_stop'
import { freePort, startStore } from '#tests/helpers/process/store_process'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'
import type { Assert } from '@japa/assert'

test.group('A start with bad configuration', (group) => {
  group.each.setup(() => emptyDatabase())

  test('is refused with one sentence: {says}')
    .with([
      { wrong: { APP_KEY: '' }, says: 'APP_KEY must be set' },
      { wrong: { APP_KEY: 'short' }, says: 'APP_KEY must be set' },
      { wrong: { APP_URL: '' }, says: 'APP_URL must be' },
      { wrong: { APP_URL: 'http://shop.example' }, says: 'begin with https://' },
      { wrong: { APP_URL: 'nonsense' }, says: 'APP_URL is not an address' },
      { wrong: { APP_URL: 'https://shop.example/shop' }, says: 'without a path' },
      { wrong: { STRIPE_WEBHOOK_SECRET: ' , ' }, says: 'STRIPE_WEBHOOK_SECRET must be set' },
      { wrong: { STRIPE_SECRET_KEY: '' }, says: 'STRIPE_SECRET_KEY must be set' },
      {
        wrong: { STRIPE_SECRET_KEY: 'pk_test_x' },
        says: 'STRIPE_SECRET_KEY is not a secret key; write STRIPE_SECRET_KEY=sk_',
      },
      {
        wrong: { STRIPE_WEBHOOK_SECRET: 'whsec_one,we_1Abc' },
        says: 'go unnoticed; write STRIPE_WEBHOOK_SECRET=whsec_',
      },
      { wrong: { SMTP_URL: '' }, says: 'nobody gets a receipt; write SMTP_URL=smtp://' },
      { wrong: { SMTP_URL: 'https://mail.example' }, says: 'write SMTP_URL=smtp://' },
      { wrong: { SMTP_URL: 'file:///var/mails' }, says: 'write SMTP_URL=smtp://' },
      { wrong: { SMTP_URL: 'smtp://shop:50%off@mail.example' }, says: 'write %25 instead' },
      { wrong: { STRIPE_SECRET_KEY: 'sk_banana' }, says: 'STRIPE_SECRET_KEY is not a secret key' },
      { wrong: { STRIPE_WEBHOOK_SECRET: 'whsec_' }, says: 'write STRIPE_WEBHOOK_SECRET=whsec_' },
      { wrong: { REFUSED_FILE_KINDS: 'html js' }, says: 'write REFUSED_FILE_KINDS=html,js' },
      {
        wrong: { DB_CONNECTION: '', DATABASE_URL: 'postgres://127.0.0.1:9/kiosk' },
        says: 'write DB_CONNECTION=pg',
      },
      { wrong: { S3_BUCKET: 'goods' }, says: 'write DRIVE_DISK=s3' },
      {
        wrong: { DRIVE_DISK: 's3', S3_BUCKET: 'goods', S3_ACCESS_KEY_ID: '' },
        says: 'S3_ACCESS_KEY_ID must be set',
      },
      { wrong: { MAIL_FROM: '' }, says: 'write MAIL_FROM=shop@' },
      { wrong: { MAIL_FROM: 'The shop' }, says: 'write MAIL_FROM=shop@' },
      { wrong: { DATA_DIR: '' }, says: 'write DATA_DIR=/' },
      { wrong: { TRUST_PROXY: 'banana' }, says: 'write TRUST_PROXY=127.0.0.1' },
      { wrong: { TRUST_PROXY: '10.0.0.1, 10.0.0.0/8' }, says: 'write TRUST_PROXY=127.0.0.1' },
      { wrong: { KEEP_PAYLOADS_DAYS: '-1' }, says: 'KEEP_PAYLOADS_DAYS is not a number of days' },
      { wrong: { KEEP_ADDRESSES_DAYS: '0' }, says: 'write KEEP_ADDRESSES_DAYS=90' },
      { wrong: { STORE_ACCENT: 'red;}' }, says: 'write for example STORE_ACCENT=#' },
      { wrong: { GRACE_DAYS: '3 days' }, says: 'GRACE_DAYS is not a number of days' },
      {
        wrong: { STRIPE_SECRET_KEY: 'rk_live_1', STRIPE_API_BASE: 'http://127.0.0.1:9' },
        says: 'STRIPE_API_BASE names the local Stripe',
      },
      { wrong: { STRIPE_API_BASE: 'local' }, says: 'STRIPE_API_BASE is not an address' },
      { wrong: { REDIS_URL: 'local' }, says: 'REDIS_URL is not an address' },
      { wrong: { DATA_DIR: join(process.cwd(), 'build/data') }, says: 'DATA_DIR lies inside' },
      {
        wrong: { DB_CONNECTION: 'sqlite', DATABASE_URL: '', DATA_DIR: '/dev/null/x' },
        says: 'DATA_DIR cannot be',
      },
      { wrong: { DB_CONNECTION: 'oracle' }, says: 'DB_CONNECTION' },
      { wrong: { DB_CONNECTION: 'pg', DATABASE_URL: '' }, says: 'DATABASE_URL must be set' },
      {
        wrong: { DB_CONNECTION: 'pg', DATABASE_URL: 'postgres://kiosk:hidden@127.0.0.1:9/kiosk' },
        says: 'check DATABASE_URL',
      },
      { wrong: { DRIVE_DISK: 's3', S3_BUCKET: '' }, says: 'S3_BUCKET must be set' },
      { wrong: { PORT: 'http' }, says: 'PORT' },
      { wrong: { PORT: '70000' }, says: 'PORT must be a number' },
      { wrong: { HOST: '203.0.113.9' }, says: 'HOST is' },
    ] as { wrong: Record<string, string>; says: string }[])
    .run(async ({ assert }, { wrong, says }) => {
      refusedWith(assert, await runServerUntilExit(wrong), says)
    })

  test('does not print a password from DATABASE_URL', async ({ assert }) => {
    const ended = await runServerUntilExit({ DATABASE_URL: 'kiosk:s3cret-pass@db' })
    assert.equal(ended.code, 1)
    assert.include(ended.stderr, 'DATABASE_URL')
    assert.notInclude(ended.stderr + ended.stdout, 's3cret-pass')
  })

  test('is refused when the port is taken', async ({ assert }) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }

    const ended = await runServerUntilExit({ PORT: String(port) })

    other.close()
    refusedWith(assert, ended, `Port ${port} is taken`)
  })

  test('is refused when migrations are missing', async ({ assert }) => {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-new-'))
    const ended = await runServerUntilExit({ DB_CONNECTION: 'sqlite', DATA_DIR: folder })
    await rm(folder, { recursive: true })
    refusedWith(assert, ended, 'run "node ace migration:run --force" first')
  })

  test('is refused when the mode of the key differs from that of the database')
    .with([
      { livemode: 'true', key: 'sk_test_1', says: 'STRIPE_SECRET_KEY is a test key' },
      { livemode: 'false', key: 'sk_live_1', says: 'STRIPE_SECRET_KEY is a live key' },
    ])
    .run(async ({ assert }, { livemode, key, says }) => {
      const now = databaseTime(DateTime.utc())
      await db
        .table('settings')
        .insert({ key: 'livemode', value: livemode, created_at: now, updated_at: now })
      refusedWith(assert, await runServerUntilExit({ STRIPE_SECRET_KEY: key }), says)
    })
})

test.group('A start', (group) => {
  group.each.setup(() => emptyDatabase())

  test('works from any folder, with styles', async ({ assert, cleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-elsewhere-'))
    // Only needed without a build: the TypeScript loader reads its settings from the working directory.
    const settings = { extends: join(process.cwd(), 'tsconfig.json') }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    const store = await startStore({}, folder)
    cleanup(async () => {
      await store.kill()
      await rm(folder, { recursive: true })
    })

    const answer = await new Visitor(store.url).get('/login')

    assert.equal(answer.status, 200)
    const styles = /<link rel="stylesheet" href="(\/assets\/[^"]+)"/.exec(answer.body)?.[1] ?? ''
    assert.isNotEmpty(styles)
    assert.equal((await new Visitor(store.url).get(styles)).status, 200)
  })

  test('keeps mails in the folder in production with SMTP_URL=file:, and shows them to nobody', async ({
    assert,
    cleanup,
  }) => {
    const port = String(await freePort())
    const address = `https://127.0.0.1:${port}`
    const store = await startStore({
      ...PRODUCTION,
      SMTP_URL: 'file:',
      PORT: port,
      APP_URL: address,
    })
    cleanup(() => store.kill())

    const email = `${randomUUID()}@example.com`
    const visitor = new Visitor(store.url)
    await visitor.submit('/signup', {
      full_name: 'Buyer',
      email,
      password: 'a-Passw0rd-of-a-buyer',
      password_confirmation: 'a-Passw0rd-of-a-buyer',
    })

    const mail = await waitUntil('the mail is in the folder', () => mailTo(email), 20)
    assert.equal(mail.to, email)
    assert.equal(mail.from, 'shop@shop.example')
    assert.equal((await visitor.get('/mails')).status, 404)
  })
})

async function mailTo(address: string) {
  return (await listStoredMails(mailFolder)).find(({ to }) => to === address)
}

function refusedWith(assert: Assert, { code, stderr }: ExitedServer, sentence: string) {
  assert.equal(code, 1)
  assert.include(stderr, sentence)
  assert.lengthOf(stderr.trimEnd().split('\n'), 1, stderr)
  assert.notMatch(stderr, /\n\s+at |node_modules|\.ts:\d/)
}
