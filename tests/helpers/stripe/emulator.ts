import env from '#start/env'
import { EmulatorControl } from '#stripe_emulator/control_client'
import { startEmulator } from '#stripe_emulator/emulator'

const base = new URL(env.get('STRIPE_API_BASE', ''))

/** Signs what the local Stripe sends to the store under test. */
export const WEBHOOK_SECRET = env.get('STRIPE_WEBHOOK_SECRET', '').split(',')[0]

/** Controls the local Stripe: pays, refunds, causes faults. */
export const emulator = new EmulatorControl(base.href.replace(/\/$/, ''))

/**
 * Starts the local Stripe for the suites of this process.
 * @returns how to stop it
 */
export async function startTestEmulator() {
  const running = await startEmulator({
    port: Number(base.port),
    host: base.hostname,
    secretKey: env.get('STRIPE_SECRET_KEY'),
    webhook: { url: testWebhookUrl(), secret: WEBHOOK_SECRET },
  })
  return () => running.stop()
}

/** The webhook address of the store under test. */
export function testWebhookUrl() {
  return `http://127.0.0.1:${env.get('PORT')}/stripe/webhook`
}
