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
  until,
} from '#tests/unit/stripe_emulator/support'

/** Runs the local Stripe as a process of its own. */
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
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  const exited = once(child, 'exit').then(([code]) => code as number)
  cleanup(() => void child.kill('SIGKILL'))
  return { child, said, exited }
}

const PREVENTIONS: { env: Record<string, string>; says: RegExp }[] = [
  { env: { STRIPE_SECRET_KEY: 'sk_live_abc' }, says: /live key/ },
  { env: { NODE_ENV: 'production' }, says: /production/ },
  { env: { STRIPE_EMULATOR_PORT: 'http' }, says: /STRIPE_EMULATOR_PORT/ },
  { env: { STRIPE_EMULATOR_WEBHOOK_URL: 'http://127.0.0.1:1/' }, says: /STRIPE_WEBHOOK_SECRET/ },
]

test.group('The local Stripe as a process', () => {
  test('keeps its state over a restart, on another port too', async (context) => {
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

    assert.equal(session.url, `${second.url}/c/pay/${open.id}`)
    assert.isTrue(cover.images[0].startsWith(`${second.url}/_catalogue/covers/`))
    assert.equal((await fetch(cover.images[0])).status, 200)
    assert.lengthOf((await second.stripe.products.list({ limit: 100 })).data, 5)
    assert.equal((await second.stripe.products.create({ name: 'A' }, key)).id, made.id)
  })

  test('offers the codes of the sample catalogue, once', async (context) => {
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

  test('writes its state soon, and whole', async (context) => {
    const { assert } = context
    const stateFile = await temporaryFile(context, 'state.json')
    const { stripe } = await givenEmulator(context, { stateFile })
    const { id } = await stripe.products.create({ name: 'A' })

    await until(async () => {
      const kept = await readFile(stateFile, 'utf8').catch(() => '')
      return kept.includes(id)
    }, 'the product was written')

    const kept = JSON.parse(await readFile(stateFile, 'utf8')) as { store: object }
    assert.containSubset(kept.store, { products: [{ id, name: 'A' }] })
  })

  test('says where it is, and ends cleanly when it is asked to', async (context) => {
    const { assert } = context
    const { child, said, exited } = run(context, { STRIPE_EMULATOR_PORT: '0' })
    await until(() => said.out.includes('\n'), 'it spoke')

    const [, port] = /^Local Stripe at http:\/\/127\.0\.0\.1:(\d+)\n$/.exec(said.out) ?? []
    const products = await stripeAt(Number(port)).products.list()
    child.kill('SIGTERM')

    assert.lengthOf(products.data, 0)
    assert.equal(await exited, 0)
    assert.equal(said.err, '')
  }).timeout(20_000)

  test('says in one sentence what prevents it from starting')
    .with(PREVENTIONS)
    .run(async (context, { env, says }) => {
      const { assert } = context
      const { said, exited } = run(context, {
        STRIPE_EMULATOR_PORT: '0',
        ...env,
      })

      assert.equal(await exited, 1)
      assert.match(said.err, says)
      assert.lengthOf(said.err.trim().split('\n'), 1)
    })
    .timeout(20_000)

  test('says so when its port is taken', async (context) => {
    const { assert } = context
    const { emulator } = await givenEmulator(context)
    const { said, exited } = run(context, { STRIPE_EMULATOR_PORT: String(emulator.port) })

    assert.equal(await exited, 1)
    assert.equal(
      said.err,
      `The port ${emulator.port} is taken: choose another with STRIPE_EMULATOR_PORT.\n`
    )
  }).timeout(20_000)

  test('does not start beside a live key', async ({ assert }) => {
    await assert.rejects(() => startEmulator({ port: 0, secretKey: 'sk_live_abc' }), /live key/)
    await assert.rejects(() => startEmulator({ port: 0, secretKey: 'rk_live_abc' }), /live key/)
  })
})
