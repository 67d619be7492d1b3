import type { EmulatorOptions } from '#stripe_emulator/emulator'

const DEFAULT_PORT = 4242

type Environment = Record<string, string | undefined>

/**
 * Reads the options from the environment: `STRIPE_EMULATOR_PORT`, `_HOST`, `_WEBHOOK_URL`, `_STATE`,
 * `_CATALOGUE` (`sample` or `empty`), `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRET`.
 *
 * @throws Error with a message that names the variable
 */
export async function optionsFromEnvironment(env: Environment): Promise<EmulatorOptions> {
  return {
    port: portFrom(env.STRIPE_EMULATOR_PORT),
    host: env.STRIPE_EMULATOR_HOST || undefined,
    secretKey: env.STRIPE_SECRET_KEY || undefined,
    webhook: webhookFrom(env),
    stateFile: env.STRIPE_EMULATOR_STATE || undefined,
    ...(await catalogueFrom(env.STRIPE_EMULATOR_CATALOGUE ?? 'sample')),
  }
}

function portFrom(given: string | undefined): number {
  const port = Number(given ?? DEFAULT_PORT)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`STRIPE_EMULATOR_PORT must be a port number, not "${given}".`)
  }
  return port
}

/** The first of several secrets signs; the others are being rolled out. */
function webhookFrom(env: Environment) {
  const url = env.STRIPE_EMULATOR_WEBHOOK_URL
  if (!url) {
    return undefined
  }
  const secret = (env.STRIPE_WEBHOOK_SECRET ?? '').split(',')[0].trim()
  if (secret === '') {
    throw new Error('STRIPE_EMULATOR_WEBHOOK_URL requires STRIPE_WEBHOOK_SECRET.')
  }
  if (!URL.canParse(url)) {
    throw new Error(`STRIPE_EMULATOR_WEBHOOK_URL must be a URL, not "${url}".`)
  }
  return { url, secret }
}

async function catalogueFrom(
  name: string
): Promise<Pick<EmulatorOptions, 'catalogue' | 'promotionCodes'>> {
  switch (name) {
    case 'sample': {
      const { sampleCatalogue, samplePromotionCodes } =
        await import('#stripe_emulator/catalogue/catalogue')
      return { catalogue: sampleCatalogue, promotionCodes: samplePromotionCodes }
    }
    case 'empty':
      return {}
    default:
      throw new Error(`STRIPE_EMULATOR_CATALOGUE must be sample or empty, not "${name}".`)
  }
}
