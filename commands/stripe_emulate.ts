import { existsSync } from 'node:fs'
import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Runs a local Stripe on this machine, for development without an account.
 */
export default class StripeEmulate extends BaseCommand {
  static commandName = 'stripe:emulate'
  static description = 'Start the local Stripe'
  static help = [
    'Every flag can also be set in the environment, see stripe_emulator/README.md:',
    '{{ binaryName }} stripe:emulate --port=4242 --webhook-url=http://localhost:3333/stripe/webhook',
  ]
  static options: CommandOptions = { startApp: false, staysAlive: true }

  @flags.string({ description: 'Port to listen on (STRIPE_EMULATOR_PORT, else 4242)' })
  declare port?: string

  @flags.string({ description: 'Host to listen on (STRIPE_EMULATOR_HOST, else 127.0.0.1)' })
  declare host?: string

  @flags.string({ description: 'Secret key to accept (STRIPE_SECRET_KEY, else sk_test_kiosk)' })
  declare secretKey?: string

  @flags.string({ description: 'Webhook URL of the store (STRIPE_EMULATOR_WEBHOOK_URL)' })
  declare webhookUrl?: string

  @flags.string({ description: 'Secret to sign webhooks with (STRIPE_WEBHOOK_SECRET)' })
  declare webhookSecret?: string

  @flags.string({ description: 'JSON file to save the state to (STRIPE_EMULATOR_STATE)' })
  declare state?: string

  @flags.string({ description: 'Initial products: sample or empty (STRIPE_EMULATOR_CATALOGUE)' })
  declare catalogue?: string

  async run() {
    const { optionsFromEnvironment } = await import('#stripe_emulator/environment')
    const { runUntilStopped } = await import('#stripe_emulator/run')
    const given = {
      STRIPE_EMULATOR_PORT: this.port,
      STRIPE_EMULATOR_HOST: this.host,
      STRIPE_SECRET_KEY: this.secretKey,
      STRIPE_EMULATOR_WEBHOOK_URL: this.webhookUrl,
      STRIPE_WEBHOOK_SECRET: this.webhookSecret,
      STRIPE_EMULATOR_STATE: this.state,
      STRIPE_EMULATOR_CATALOGUE: this.catalogue,
    }
    this.#readDotEnv()
    const flagged = Object.entries(given).filter(([, value]) => value !== undefined)
    await runUntilStopped(() =>
      optionsFromEnvironment({ ...process.env, ...Object.fromEntries(flagged) })
    )
    this.exitCode = Number(process.exitCode ?? 0)
    await this.terminate()
  }

  /** The application is not started, so nothing else has read the store's settings. */
  #readDotEnv() {
    const path = this.app.makePath('.env')
    if (existsSync(path)) {
      process.loadEnvFile(path)
    }
  }
}
