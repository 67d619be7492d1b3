import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { databaseTime } from '#database/columns'
import { emptyDatabase } from '#tests/helpers/store/database'
import { type ExitedServer, runServerUntilExit } from '#tests/helpers/process/graceful_stop'
import { startStore } from '#tests/helpers/process/store_process'
import { Visitor } from '#tests/helpers/store/visitor'
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
        wrong: { STRIPE_SECRET_KEY: 'rk_live_1', STRIPE_API_BASE: 'http://127.0.0.1:9' },
        says: 'STRIPE_API_BASE names the local Stripe',
      },
      { wrong: { STRIPE_API_BASE: 'local' }, says: 'STRIPE_API_BASE is not an address' },
      { wrong: { REDIS_URL: 'local' }, says: 'REDIS_URL is not an address' },
      { wrong: { DATA_DIR: join(process.cwd(), 'build/data') }, says: 'DATA_DIR lies inside' },
      { wrong: { DB_CONNECTION: 'sqlite', DATA_DIR: '/dev/null/x' }, says: 'DATA_DIR cannot be' },
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
    refusedWith(assert, ended, 'migration:run')
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
})

function refusedWith(assert: Assert, { code, stderr }: ExitedServer, sentence: string) {
  assert.equal(code, 1)
  assert.include(stderr, sentence)
  assert.lengthOf(stderr.trimEnd().split('\n'), 1, stderr)
  assert.notMatch(stderr, /\n\s+at |node_modules|\.ts:\d/)
}
