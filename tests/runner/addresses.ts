import { freePort } from '#tests/runner/ports'

/** Where the store under test and its local Stripe answer. */
export interface Addresses {
  PORT: string
  APP_URL: string
  STRIPE_API_BASE: string
}

/**
 * Addresses that nobody uses, so that two runs at the same time do not meet. What the environment
 * has set is kept.
 */
export async function chooseAddresses(
  environment: Partial<Record<string, string>> = {}
): Promise<Addresses> {
  const port = environment.PORT ?? String(await freePort())
  return {
    PORT: port,
    APP_URL: environment.APP_URL ?? `http://localhost:${port}`,
    STRIPE_API_BASE: environment.STRIPE_API_BASE ?? `http://127.0.0.1:${await freePort()}`,
  }
}
