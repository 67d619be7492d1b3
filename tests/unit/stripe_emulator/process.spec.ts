import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { TestContext } from '@japa/runner/core'
import { test } from '@japa/runner'
import { sampleCatalogue } from '#stripe_emulator/catalogue/catalogue'
import { startEmulator } from '#stripe_emulator/emulator'
import { optionsFromEnvironment } from '#stripe_emulator/environment'
import {
  givenEmulator,
  givenPrice,
  openSession,
  stripeAt,
  temporaryFile,
} from '#tests/unit/stripe_emulator/support'
import { waitUntil } from '#tests/helpers/wait_until'

/** Runs the local Stripe in a process of its own. */
function run({ cleanup }: TestContext, env: Record<string, string>) {
  const main = new URL('../../../stripe_emulator/main.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import=@poppinss/ts-exec', main], {
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: process.env.NODE_OPTIONS,
      STRIPE_EMULATOR_CATALOGUE: 'empty',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (printed.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed.err += chunk.toString()))
  const exited = once(child, 'exit').then(([code]) => code as number)
  cleanup(() => void child.kill('SIGKILL'))
  return { child, printed, exited }
}

const REFUSALS: { env: Record<string, string>; message: RegExp }[] = [
  { env: { STRIPE_SECRET_KEY: 'sk_live_abc' }, message: /live key/ },
  { env: { NODE_ENV: 'production' }, message: /production/ },
  { env: { STRIPE_EMULATOR_PORT: 'http' }, message: /STRIPE_EMULATOR_PORT/ },
  { env: { STRIPE_EMULATOR_WEBHOOK_URL: 'http://127.0.0.1:1/' }, message: /STRIPE_WEBHOOK_SECRET/ },
]

test.group('The local Stripe as a process', () => {
  test('keeps its state across a restart, also on another port', async (context) => {
    const { assert } = context
    const stateFile = await temporaryFile(context, 'state.json')
    const catalogue = sampleCatalogue.slice(0, 3)
    const first = await givenEmulator(context, { stateFile, catalogue })
    const open = await openSession(first.stripe, await givenPrice(first.stripe))
    const key = { idempotencyKey: 'once' }
    const made = await first.stripe.products.create({ name: 'A' }, key)
    await first.emulator.stop()

    const second = await givenEmulator(context, { stateFile, catalogue })
    const session = await second.stripe.checkout.sessions.retrieve(open.id)
    const cover = await second.stripe.products.retrieve(catalogue[0].id)
    await second.control.pay(open.id)

    assert.equal(session.url?.split('#')[0], `${second.url}/c/pay/${open.id}`)
    assert.isTrue(cover.images[0].startsWith(`${second.url}/_catalogue/covers/`))
    assert.equal((await fetch(cover.images[0])).status, 200)
    assert.lengthOf((await second.stripe.products.list({ limit: 100 })).data, 5)
    assert.equal((await second.stripe.products.create({ name: 'A' }, key)).id, made.id)
  })

  test('adds the promotion codes of the sample catalogue, once', async (context) => {
    const { assert } = context
    const stateFile = await temporaryFile(context, 'state.json')
    const sample = { ...(await optionsFromEnvironment({})), port: 0, stateFile }
    const first = await givenEmulator(context, sample)
    await first.emulator.stop()

    const { stripe, control } = await givenEmulator(context, sample)
    const price = await stripe.prices.retrieve('price_sample_icons_personal')
    const totals: number[] = []
    for (const promotionCode of ['WELCOME20', 'PRESENT']) {
      const { id } = await openSession(stripe, price, { allow_promotion_codes: true })
      await control.pay(id, { promotionCode })
      totals.push((await stripe.checkout.sessions.retrieve(id)).amount_total ?? -1)
    }

    assert.deepEqual(totals, [1520, 0])
    assert.lengthOf((await stripe.promotionCodes.list()).data, 2)
  })

  test('writes its state soon, as complete JSON', async (context) => {
    const { assert } = context
    const stateFile = await temporaryFile(context, 'state.json')
    const { stripe } = await givenEmulator(context, { stateFile })
    const { id } = await stripe.products.create({ name: 'A' })

    await waitUntil('the product was written', async () => {
      const kept = await readFile(stateFile, 'utf8').catch(() => '')
      return kept.includes(id)
    })

    const kept = JSON.parse(await readFile(stateFile, 'utf8')) as { store: object }
    assert.containSubset(kept.store, { products: [{ id, name: 'A' }] })
  })

  test('prints its URL, and exits cleanly on SIGTERM', async (context) => {
    const { assert } = context
    const { child, printed, exited } = run(context, { STRIPE_EMULATOR_PORT: '0' })
    await waitUntil('it printed its URL', () => printed.out.includes('\n'))

    const [, port] = /^Local Stripe at http:\/\/127\.0\.0\.1:(\d+)\n$/.exec(printed.out) ?? []
    const products = await stripeAt(Number(port)).products.list()
    child.kill('SIGTERM')

    assert.lengthOf(products.data, 0)
    assert.equal(await exited, 0)
    assert.equal(printed.err, '')
  }).timeout(20_000)

  test('prints in one sentence why it cannot start')
    .with(REFUSALS)
    .run(async (context, { env, message }) => {
      const { assert } = context
      const { printed, exited } = run(context, {
        STRIPE_EMULATOR_PORT: '0',
        ...env,
      })

      assert.equal(await exited, 1)
      assert.match(printed.err, message)
      assert.lengthOf(printed.err.trim().split('\n'), 1)
    })
    .timeout(20_000)

  test('prints that its port is taken', async (context) => {
    const { assert } = context
    const { emulator } = await givenEmulator(context)
    const { printed, exited } = run(context, { STRIPE_EMULATOR_PORT: String(emulator.port) })

    assert.equal(await exited, 1)
    assert.equal(
      printed.err,
      `The port ${emulator.port} is taken: choose another with STRIPE_EMULATOR_PORT.\n`
    )
  }).timeout(20_000)

  test('does not start with a live key', async ({ assert }) => {
    await assert.rejects(() => startEmulator({ port: 0, secretKey: 'sk_live_abc' }), /live key/)
    await assert.rejects(() => startEmulator({ port: 0, secretKey: 'rk_live_abc' }), /live key/)
  })
})
