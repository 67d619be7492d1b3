import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from '@japa/runner/core'
import Stripe from 'stripe'
import { EmulatorControl } from '#stripe_emulator/control_client'
import { startEmulator, type EmulatorOptions } from '#stripe_emulator/emulator'
import { sentFields } from '#tests/helpers/store/html'

export const SECRET = 'whsec_listener'

/** One webhook request. */
export interface ReceivedWebhook {
  body: string
  signature: string
}

/** Starts a local Stripe for this test, with Stripe's SDK and the control client connected to it. */
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

/** Stripe's SDK as a store uses it, without retries unless configured. */
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

/**
 * Starts a webhook endpoint that records the requests it receives.
 *
 * @param answer the status for the request with this number, starting with 1
 */
export async function givenListener(
  { cleanup }: TestContext,
  answer: (count: number) => number = () => 200
) {
  const received: ReceivedWebhook[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk)
    }
    received.push({
      body: Buffer.concat(chunks).toString(),
      signature: String(request.headers['stripe-signature']),
    })
    response.writeHead(answer(received.length)).end()
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
    received,
    webhook: { url: `http://127.0.0.1:${port}/stripe/webhook`, secret: SECRET },
    types: () => received.map(({ body }) => (JSON.parse(body) as Stripe.Event).type),
  }
}

/** Presses a button of the dashboard and returns the page that follows. */
export async function press(
  url: string,
  action: string,
  fields: Record<string, string> = {}
): Promise<string> {
  const response = await fetch(`${url}/dashboard/do/${action}`, {
    method: 'POST',
    body: new URLSearchParams({ back: '/dashboard', ...fields }),
  })
  return response.text()
}

/** Changes fields of the dashboard's settings, saves them as a browser does, and returns the page. */
export async function saveSettings(
  url: string,
  changes: Record<string, string> = {}
): Promise<string> {
  const page = await (await fetch(`${url}/dashboard/settings`)).text()
  const form = /<form [^>]*do\/settings"[\s\S]*?<\/form>/.exec(page)?.[0] ?? ''
  return press(url, 'settings', { ...sentFields(form), ...changes })
}

/** Creates a product with one price: 12 euros once, unless changed by `params`. */
export async function givenPrice(stripe: Stripe, params: Partial<Stripe.PriceCreateParams> = {}) {
  const product = await stripe.products.create({ name: 'Field notes' })
  return stripe.prices.create({
    product: product.id,
    currency: 'eur',
    ...(params.custom_unit_amount ? {} : { unit_amount: 1200 }),
    ...params,
  })
}

/** Creates an open session for a price, in the mode that it needs. */
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

/**
 * The error of a refused call.
 * @throws Error if it was not refused
 */
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

/** The path of a file in a folder that is deleted after the test. */
export async function temporaryFile({ cleanup }: TestContext, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-stripe-'))
  cleanup(() => rm(folder, { recursive: true, force: true }))
  return join(folder, name)
}
