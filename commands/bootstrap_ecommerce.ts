import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code of a run that was interrupted or failed. */
const FAILED = 1

const INTERRUPTED = 'Interrupted. What was copied is kept; run the command again to complete it.'

/**
 * Copies the catalogue from Stripe and puts its active products up for sale.
 */
export default class BootstrapEcommerce extends BaseCommand {
  static commandName = 'bootstrap:ecommerce'
  static description = 'Copy all products and prices from Stripe and offer the active ones'
  static options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print what would change and write nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Also remove more than a third of the catalogue' })
  declare allowRemovals: boolean

  @flags.boolean({ description: 'Print the result as JSON' })
  declare json: boolean

  async run() {
    const { default: CheckConfiguration } = await import('#operations/check_configuration')
    const { default: SyncCatalogue } = await import('#catalogue/sync/sync_catalogue')
    const { explainSyncFailure, printReport } = await import('#catalogue/sync/sync_report_text')
    const { progressPrinter } = await import('#catalogue/sync/sync_progress_printer')

    const progress = progressPrinter({ silent: this.json })
    this.#endOnSignals(progress.end)
    try {
      await new CheckConfiguration().handleForStripeCommands()
      const sync = await this.app.container.make(SyncCatalogue)
      const report = await sync.handle({
        dryRun: this.dryRun,
        allowRemovals: this.allowRemovals,
        onProgress: progress.show,
      })
      progress.end()
      console.log(this.json ? JSON.stringify(report, null, 2) : printReport(report))
    } catch (error) {
      progress.end()
      const failure = explainSyncFailure(error)
      if (failure === null) {
        throw error
      }
      this.#fail(failure)
    }
  }

  /** The database rolls back an open transaction, so the process may exit at once. */
  #endOnSignals(endProgress: () => void) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.prependOnceListener(signal, () => {
        endProgress()
        this.#fail({ reason: 'interrupted', message: INTERRUPTED })
        process.exit(FAILED)
      })
    }
  }

  #fail(failure: { reason: string; message: string }) {
    this.exitCode = FAILED
    if (this.json) {
      console.log(JSON.stringify({ error: failure }, null, 2))
    } else {
      console.error(failure.message)
    }
  }
}
