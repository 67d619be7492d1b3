import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from '@japa/runner/core'
import Stripe from 'stripe'
import { EmulatorControl } from '#stripe_emulator/control_client'
import { startEmulator, type EmulatorOptions } from '#stripe_emulator/emulator'

export const SECRET = 'whsec_listener'

/** One webhook as it came. */
export interface Heard {
  body: string
  signature: string
}

/** A local Stripe of this test's own, with Stripe's SDK and the controls pointed at it. */
export async function givenEmulator(
  { cleanup }: TestContext,
  options: Partial<EmulatorOptions> = {}
) {
  const emulator = await startEmulator({ port: 0, ...options })
  cleanup(() => emulator.stop())
  return {
    emulator,
    url: emulator.url,
    control: new EmulatorControl(emulator.url),
    stripe: stripeAt(emulator.port),
  }
}

/** Stripe's SDK as a shop uses it, without retries unless they are asked for. */
export function stripeAt(
  port: number,
  config: { key?: string; maxNetworkRetries?: number; timeout?: number } = {}
) {
  const { key = 'sk_test_kiosk', ...rest } = config
  return new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    ...rest,
  })
}

/** A shop's webhook address that writes down what it hears, and answers as it is told. */
export async function givenListener(
  { cleanup }: TestContext,
  answer: (count: number) => number = () => 200
) {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk)
    }
    heard.push({
      body: Buffer.concat(chunks).toString(),
      signature: String(request.headers['stripe-signature']),
    })
    response.writeHead(answer(heard.length)).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  cleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    heard,
    webhook: { url: `http://127.0.0.1:${port}/stripe/webhook`, secret: SECRET },
    types: () => heard.map(({ body }) => (JSON.parse(body) as Stripe.Event).type),
  }
}

/** Waits until something is so, at most five seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string) {
  const deadline = Date.now() + 5000
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain until ${what}`)
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 10)
    })
  }
}

/** A product with one price. */
export async function givenPrice(stripe: Stripe, params: Partial<Stripe.PriceCreateParams> = {}) {
  const product = await stripe.products.create({ name: 'Field notes' })
  return stripe.prices.create({
    product: product.id,
    currency: 'eur',
    ...(params.custom_unit_amount ? {} : { unit_amount: 1200 }),
    ...params,
  })
}

/** An open session of a price; the mode follows from it. */
export function openSession(
  stripe: Stripe,
  price: Stripe.Price,
  params: Partial<Stripe.Checkout.SessionCreateParams> = {}
) {
  return stripe.checkout.sessions.create({
    mode: price.recurring ? 'subscription' : 'payment',
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'https://shop.example/return?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://shop.example/cancelled',
    ...params,
  })
}

/** What the SDK throws for a refused call. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) {
      return error
    }
    throw error
  }
  throw new Error('The call was not refused')
}

/** The path of a file in a folder that goes when the test is over. */
export async function temporaryFile({ cleanup }: TestContext, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-stripe-'))
  cleanup(() => rm(folder, { recursive: true, force: true }))
  return join(folder, name)
}
