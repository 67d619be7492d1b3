import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { claimMode } from '#catalogue/sync/claim_mode'
import { runAce, startAce } from '#tests/helpers/process/ace'
import type { Finding } from '#operations/doctor/findings'
import { secondKeyOf } from '#stripe_emulator/emulator'
import { CATALOGUE } from '#tests/helpers/store/buying'
import { readCatalogue } from '#tests/helpers/store/catalogue'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

const COMMAND = 'bootstrap:ecommerce'

/** Milliseconds until the command calls Stripe, on a busy machine. */
const START_TIME = 60_000

const KILOBYTE = 1024
const MEGABYTE = 1024 * KILOBYTE

test.group('bootstrap:ecommerce', (group) => {
  group.each.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
  })

  test('copies the catalogue, reports what it did and exits with 0', async ({ assert }) => {
    await stripe.products.create({
      name: 'Field guide',
      default_price_data: { currency: 'kwd', unit_amount: 4500 },
    })

    const { code, stdout, stderr } = await runAce([COMMAND])

    assert.equal(code, 0)
    assert.include(stdout, 'New products (1)')
    assert.include(stdout, 'Field guide at /products/field-guide')
    assert.match(stdout, /KWD\s4\.500/)
    assert.include(stdout, '1 product and 1 price in Stripe; the store is up to date.')
    assert.include(stderr, 'products: 1\nprices: 1\n')
    assert.lengthOf(await db.from('product_configurations'), 1)
  })

  test('reports on a second run that nothing has changed', async ({ assert }) => {
    await emulator.seedBulk({ products: 3, pricesEach: 1 })
    await runAce([COMMAND])
    const before = await readCatalogue()

    const { code, stdout } = await runAce([COMMAND])

    assert.equal(code, 0)
    assert.equal(stdout.trim(), '3 products and 3 prices in Stripe; nothing has changed.')
    assert.deepEqual(await readCatalogue(), before)
  })

  test('prints the difference as JSON with --dry-run --json, and writes nothing', async ({
    assert,
  }) => {
    const product = await stripe.products.create({ name: 'Before' })
    await runAce([COMMAND])
    await stripe.products.update(product.id, { name: 'After' })
    const before = await readCatalogue()

    const { code, stdout, stderr } = await runAce([COMMAND, '--dry-run', '--json'])

    assert.equal(code, 0)
    const report = JSON.parse(stdout)
    assert.isTrue(report.dryRun)
    assert.deepEqual(report.products.changed[0].changes.name, { before: 'Before', after: 'After' })
    assert.equal(stderr, '')
    assert.deepEqual(await readCatalogue(), before)
  })

  test('names the variable when there is no key', async ({ assert }) => {
    const { code, stderr } = await runAce([COMMAND], { STRIPE_SECRET_KEY: '' })

    assert.equal(code, 1)
    assert.match(stderr, /^STRIPE_SECRET_KEY is not set\..*\n$/)
  })

  test('reports a key that Stripe refuses, in JSON too', async ({ assert }) => {
    const { code, stdout } = await runAce([COMMAND, '--json'], {
      STRIPE_SECRET_KEY: 'sk_test_of_somebody_else',
    })

    assert.equal(code, 1)
    const { error } = JSON.parse(stdout)
    assert.equal(error.reason, 'refused_key')
    assert.match(error.message, /^Stripe refuses the key in STRIPE_SECRET_KEY\./)
  })

  test('refuses a live key for a test database, and a test key for a live one', async ({
    assert,
  }) => {
    await claimMode(false)
    const live = await runAce([COMMAND], {
      STRIPE_SECRET_KEY: 'sk_live_abc',
      STRIPE_API_BASE: '',
    })
    await db.from('settings').where('key', 'livemode').update({ value: 'true' })
    const rehearsed = await runAce([COMMAND])

    assert.equal(live.code, 1)
    assert.match(live.stderr, /^STRIPE_SECRET_KEY is a live key.*test mode.*\n$/)
    assert.equal(rehearsed.code, 1)
    assert.match(rehearsed.stderr, /^STRIPE_SECRET_KEY is a test key.*live mode.*\n$/)
    assert.lengthOf(await db.from('products'), 0)
  })

  test('refuses a key of another account, and the doctor shows both', async ({ assert }) => {
    await emulator.reset({ catalogue: CATALOGUE })
    await emulator.fillSecondAccount({
      catalogue: [{ id: 'prod_other', name: 'Other', prices: [] }],
    })
    await runAce([COMMAND])
    const before = await readCatalogue()
    const secondKey = { STRIPE_SECRET_KEY: secondKeyOf(env.get('STRIPE_SECRET_KEY', '')) }

    const { code, stderr } = await runAce([COMMAND], secondKey)
    const doctor = await runAce(['ecommerce:doctor', '--json'], secondKey)

    assert.equal(code, 1)
    assert.match(
      stderr,
      /^STRIPE_SECRET_KEY is a key of the Stripe account acct_1LocalStripe0002, but this database belongs to acct_1LocalStripe0000; .*\n$/
    )
    assert.deepEqual(await readCatalogue(), before)
    const [key] = JSON.parse(doctor.stdout).filter(({ name }: Finding) => name === 'Key')
    assert.equal(key.state, 'bad')
    assert.match(key.text, /acct_1LocalStripe0002.*acct_1LocalStripe0000/)
  })

  test('stops before it removes most of the catalogue, unless it is told to', async ({
    assert,
  }) => {
    await emulator.reset({ catalogue: CATALOGUE })
    await runAce([COMMAND])
    await emulator.reset({ catalogue: CATALOGUE.slice(0, 1) })

    const stopped = await runAce([COMMAND])
    const asJson = await runAce([COMMAND, '--json'])
    const present = await db.from('products').whereNull('gone_at')
    const told = await runAce([COMMAND, '--allow-removals'])

    assert.equal(stopped.code, 1)
    assert.match(stopped.stderr, /^Stripe does not list 4 of the 5 products.*--allow-removals.*\n$/)
    assert.equal(JSON.parse(asJson.stdout).error.reason, 'too_many_removals')
    assert.lengthOf(present, CATALOGUE.length)
    assert.equal(told.code, 0)
    assert.lengthOf(await db.from('products').whereNull('gone_at'), 1)
  })

  test('never sends a live key to the local Stripe', async ({ assert }) => {
    await emulator.resetRequests()

    const { code, stderr } = await runAce([COMMAND], { STRIPE_SECRET_KEY: 'sk_live_abc' })

    assert.equal(code, 1)
    assert.match(stderr, /^STRIPE_API_BASE names the local Stripe.*\n$/)
    assert.lengthOf(await emulator.requests(), 0)
  })

  test('says so when Stripe cannot be reached', async ({ assert }) => {
    const { code, stderr } = await runAce([COMMAND], { STRIPE_API_BASE: 'http://127.0.0.1:9' })

    assert.equal(code, 1)
    assert.match(stderr, /^Stripe cannot be reached\..*\n$/)
  })

  test('says so when the database has no tables', async ({ assert, cleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-empty-'))
    cleanup(() => rm(folder, { recursive: true, force: true }))

    const { code, stderr } = await runAce([COMMAND], { DB_CONNECTION: 'sqlite', DATA_DIR: folder })

    assert.equal(code, 1)
    assert.match(stderr, /^The database schema is behind.*migration:run.*\n$/)
  })

  test('says so when it is interrupted, and the next run completes the copy', async ({
    assert,
    cleanup,
  }) => {
    await emulator.seedBulk({ products: 120, pricesEach: 1 })
    const { holdId } = await emulator.hold({ path: '^/v1/prices$', phase: 'before' })
    const running = startAce([COMMAND])
    cleanup(() => void running.process.kill('SIGKILL'))
    await emulator.waitHeld(holdId, { timeoutMs: START_TIME })

    running.process.kill('SIGINT')
    const code = await running.ended
    await emulator.release(holdId)
    const half = await db.from('prices')
    const second = await runAce([COMMAND])

    assert.equal(code, 1)
    assert.match(running.stderr(), /\nInterrupted\..*run the command again to complete it\.\n$/)
    assert.lengthOf(half, 0)
    assert.equal(second.code, 0)
    assert.lengthOf(await db.from('prices'), 120)
    assert.lengthOf(await db.from('product_configurations').whereNull('default_price_id'), 0)
  })

  test('copies 5,000 products with 3 prices each with a request per hundred and little memory', async ({
    assert,
  }) => {
    const idle = await peakMemory()
    await emulator.seedBulk({ products: 5000, pricesEach: 3 })
    await emulator.resetRequests()

    const peak = await peakMemory()

    assert.lengthOf(await emulator.requests(), 1 + (50 + 1) + (150 + 1))
    const [{ total }] = await db.from('prices').count('* as total')
    assert.equal(Number(total), 15_000)
    assert.isAtMost((peak - idle) / MEGABYTE, 150)
  }).timeout(300_000)
})

/**
 * The peak memory of the command in bytes, as the system counts it. It is passed in a file: what a
 * process writes to a pipe while it exits is lost when the pipe is full.
 */
async function peakMemory(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-peak-'))
  const file = join(folder, 'peak')
  try {
    const { code, signal, stdout, stderr } = await runAce([COMMAND, '--json'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(writePeakTo(file))}`,
    })
    if (code !== 0) {
      throw new Error(
        `The command ended with ${signal ?? `exit code ${code}`}.\n${stderr}\n${stdout}`
      )
    }
    return Number(await readFile(file, 'utf8')) * KILOBYTE
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A module that writes the kilobytes of getrusage(2) when its process exits. */
function writePeakTo(file: string): string {
  return `import { writeFileSync } from 'node:fs'
    process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)))`
}
