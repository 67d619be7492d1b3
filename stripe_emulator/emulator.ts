import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { forgetOldAnswers } from '#stripe_emulator/api/idempotency'
import { fillCatalogue, fillPromotionCodes } from '#stripe_emulator/catalogue/fill'
import type { CatalogueProduct, CataloguePromotionCode } from '#stripe_emulator/catalogue/types'
import { expireAllDue } from '#stripe_emulator/checkout/expire_session'
import { Control } from '#stripe_emulator/control/control'
import { API_VERSION } from '#stripe_emulator/version'
import { addWebhookEndpoint } from '#stripe_emulator/resources/webhook_endpoints'
import { requestListener } from '#stripe_emulator/server'
import { StateFile } from '#stripe_emulator/state_file'
import { World } from '#stripe_emulator/world'

export interface WebhookOptions {
  url: string
  secret: string
}

export interface EmulatorOptions {
  /** 0 picks a free port. */
  port: number
  /** Default: 127.0.0.1. */
  host?: string
  /**
   * The key of the account; default: `sk_test_kiosk`. With `_second` behind it, it is the key of a
   * second account, which has a catalogue of its own, and no pages and webhooks.
   */
  secretKey?: string
  /** A first webhook endpoint, for all events. */
  webhook?: WebhookOptions
  /** A JSON file that the state is loaded from and saved to. */
  stateFile?: string
  /** Added if there are no products. */
  catalogue?: CatalogueProduct[]
  /** Added if there are none. */
  promotionCodes?: CataloguePromotionCode[]
}

export interface RunningEmulator {
  url: string
  port: number
  stop(): Promise<void>
}

const DEFAULT_KEY = 'sk_test_kiosk'
const ACCOUNT = 'acct_1LocalStripe0000'
const SECOND_ACCOUNT = 'acct_1LocalStripe0002'
const EXPIRY_SWEEP_MS = 5000
/** Longer than clients keep idle connections, so that none sends on one that is being closed. */
const KEEP_ALIVE_MS = 65_000
/** Id of the endpoint in the options, fixed so that it is found again after a restart. */
const FIRST_ENDPOINT = 'we_0000000000000000localone'

/**
 * Starts a local Stripe for tests, demos and training.
 *
 * @throws Error with a live key or in production, and if the port is taken (`EADDRINUSE`)
 */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  refuseProduction(options)
  const key = options.secretKey ?? DEFAULT_KEY
  const world = new World(key, ACCOUNT)
  const second = new World(secondKeyOf(key), SECOND_ACCOUNT)
  const stateFile = options.stateFile ? new StateFile(world.store, options.stateFile) : undefined
  stateFile?.load()
  forgetOldAnswers(world)
  const prepare = (webhook = options.webhook) => setWebhook(world, webhook)
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    requestListener([world, second], new Control(world, second, prepare))
  )
  const port = await listen(server, options.port, options.host ?? '127.0.0.1')
  world.url = `http://${shownHost(options.host)}:${port}`
  second.url = world.url
  if (stateFile) {
    world.store.changed = () => stateFile.saveSoon()
  }
  prepare()
  if (options.catalogue && world.store.products.size === 0) {
    fillCatalogue(world, options.catalogue)
  }
  if (options.promotionCodes && world.store.promotionCodes.size === 0) {
    fillPromotionCodes(world, options.promotionCodes)
  }
  world.courier.resume()
  const sweep = setInterval(() => expireAllDue(world), EXPIRY_SWEEP_MS).unref()

  return {
    url: world.url,
    port,
    async stop() {
      clearInterval(sweep)
      world.courier.stop()
      world.holds.releaseAll()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      world.store.changed = () => {}
      stateFile?.save()
    },
  }
}

/** The key of the second account. */
export function secondKeyOf(key: string): string {
  return `${key}_second`
}

function refuseProduction(options: EmulatorOptions) {
  const keys = [options.secretKey, process.env.STRIPE_SECRET_KEY]
  if (keys.some((key) => /^[sr]k_live_/.test(key ?? ''))) {
    throw new Error('The local Stripe does not start with a live key (STRIPE_SECRET_KEY).')
  }
  if (process.env.NODE_ENV === 'production') {
    throw new Error('The local Stripe does not start in production (NODE_ENV).')
  }
}

function setWebhook(world: World, webhook: WebhookOptions | undefined) {
  if (!webhook) {
    return
  }
  const { webhookEndpoints, endpointSecrets } = world.store
  const known = webhookEndpoints.get(FIRST_ENDPOINT)
  const secret = endpointSecrets.get(FIRST_ENDPOINT)
  if (known && secret) {
    known.url = webhook.url
    secret.secret = webhook.secret
  } else {
    addWebhookEndpoint(world, {
      ...webhook,
      id: FIRST_ENDPOINT,
      api_version: API_VERSION,
      enabled_events: ['*'],
    })
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

/** The host that clients connect to; a wildcard address is replaced by the loopback address. */
function shownHost(host = '127.0.0.1') {
  if (host === '0.0.0.0' || host === '::') {
    return '127.0.0.1'
  }
  return host.includes(':') ? `[${host}]` : host
}
