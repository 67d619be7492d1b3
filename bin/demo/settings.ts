import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Shared by the local Stripe and the demo's store. */
const SECRET_KEY = 'sk_test_kiosk'
const WEBHOOK_SECRET = 'whsec_kiosk_demo'

export interface DemoSettings {
  root: string
  folder: string
  storePort: number
  stripePort: number
  storeUrl: string
  stripeUrl: string
  /** The environment of every process of the demo, independent of this machine's settings. */
  environment: NodeJS.ProcessEnv
}

/**
 * The folder and the addresses of the demo, from DATA_DIR, PORT and STRIPE_EMULATOR_PORT. Creates the
 * folder.
 * @throws Error for an invalid port, or the same one twice
 */
export function demoSettings(root: string): DemoSettings {
  const storePort = portFrom('PORT', 3333)
  const stripePort = portFrom('STRIPE_EMULATOR_PORT', 4242)
  if (storePort === stripePort) {
    throw new Error(
      `PORT and STRIPE_EMULATOR_PORT are both ${storePort}; give the local Stripe another one: STRIPE_EMULATOR_PORT=${storePort === 65535 ? 4242 : storePort + 1} npm run demo`
    )
  }
  const folder = process.env.DATA_DIR ?? join(root, '.data', 'demo')
  mkdirSync(folder, { recursive: true })

  const storeUrl = `http://localhost:${storePort}`
  const stripeUrl = `http://127.0.0.1:${stripePort}`
  return {
    root,
    folder,
    storePort,
    stripePort,
    storeUrl,
    stripeUrl,
    environment: {
      ...machineEnvironment(),
      NODE_ENV: 'development',
      ENV_PATH: folder,
      HOST: '127.0.0.1',
      PORT: String(storePort),
      APP_URL: storeUrl,
      APP_KEY: appKey(folder),
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      STORE_NAME: 'Kiosk',
      STAFF_SECOND_FACTOR: 'optional',
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: stripeUrl,
      STRIPE_EMULATOR_PORT: String(stripePort),
      STRIPE_EMULATOR_HOST: '127.0.0.1',
      STRIPE_EMULATOR_WEBHOOK_URL: `${storeUrl}/stripe/webhook`,
      STRIPE_EMULATOR_STATE: join(folder, 'stripe.json'),
      STRIPE_EMULATOR_CATALOGUE: 'sample',
    },
  }
}

/**
 * A hash of what a demo is prepared from; when it changes, the demo is prepared again.
 */
export function preparationStamp(root: string): string {
  const hash = createHash('sha256')
  for (const folder of ['database/migrations', 'database/samples/content']) {
    for (const file of readdirSync(join(root, folder)).sort()) {
      hash.update(file)
    }
  }
  hash.update(readFileSync(join(root, 'stripe_emulator/catalogue/catalogue.ts')))
  return hash.digest('hex')
}

function portFrom(variable: string, fallback: number): number {
  const port = Number(process.env[variable] ?? fallback)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${variable} must be a port, a number from 1 to 65535.`)
  }
  return port
}

/** Only these, so that the settings of a real store do not reach the demo. */
function machineEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'FORCE_COLOR']
  return Object.fromEntries(kept.map((name) => [name, process.env[name]]))
}

function appKey(folder: string): string {
  const file = join(folder, 'app_key')
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  }
  return readFileSync(file, 'utf8')
}
