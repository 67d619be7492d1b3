import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code of a run that was interrupted or failed. */
const FAILED = 1

/**
 * Copies the catalogue from Stripe and opens what is for sale.
 */
export default class BootstrapEcommerce extends BaseCommand {
  static commandName = 'bootstrap:ecommerce'
  static description = 'Copy all products and prices from Stripe and offer the active ones'
  static options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print what would change and write nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Print the result as JSON' })
  declare json: boolean

  async run() {
    const { default: SyncCatalogue } = await import('#actions/sync_catalogue')
    const { printReport } = await import('#app/catalogue_words')
    const { progressPrinter } = await import('#app/progress_printer')
    this.#endOnInterrupt()

    const printer = progressPrinter({ silent: this.json })
    try {
      const sync = await this.app.container.make(SyncCatalogue)
      const report = await sync.handle({ dryRun: this.dryRun, onProgress: printer.show })
      printer.end()
      console.log(this.json ? JSON.stringify(report, null, 2) : printReport(report))
    } catch (error) {
      printer.end()
      this.exitCode = FAILED
      console.error(await this.#sentence(error))
    }
  }

  async #sentence(error: unknown): Promise<string> {
    const { PaymentGatewayError } = await import('#payments/payment_gateway')
    const { ConfigurationError } = await import('#exceptions/configuration_error')
    if (error instanceof ConfigurationError) {
      return error.message
    }
    if (error instanceof PaymentGatewayError) {
      return SENTENCES[error.reason](error.message)
    }
    throw error
  }

  #endOnInterrupt() {
    process.once('SIGINT', () => {
      console.error('\nInterrupted. What was copied is kept; run the command again to complete it.')
      process.exit(FAILED)
    })
  }
}

/** What to do about each way in which Stripe may fail. */
const SENTENCES = {
  not_configured: () =>
    'STRIPE_SECRET_KEY is not set. Put the secret key of your Stripe account there and run this again.',
  refused_key: () =>
    "Stripe refuses the key in STRIPE_SECRET_KEY. Copy it again from Stripe's dashboard under Developers, API keys.",
  unreachable: () =>
    'Stripe cannot be reached. Check the network and run this again; what was copied is kept.',
  rate_limited: () =>
    'Stripe still asks to slow down after several waits. Run this again in a minute; what was copied is kept.',
  not_found: (message: string) => `Stripe does not know what was asked for: ${message}`,
  refused: (message: string) => `Stripe refuses the request: ${message}`,
} as const
