import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code where something differs still, or nothing could be compared. */
const FAILED = 1

/**
 * Holds Stripe and this store against each other, and mends what differs.
 */
export default class EcommerceReconcile extends BaseCommand {
  static commandName = 'ecommerce:reconcile'
  static description = 'Compare Stripe with the purchases here, both ways, and mend what differs'
  static options: CommandOptions = { startApp: true }
  static help = [
    'Compares undelivered events, checkouts, refunds, disputes and subscriptions.',
    'It may run beside a working store, and as often as one likes.',
    'Exit code 0: both say the same, or do so now. 1: something still differs, was only looked',
    'for (--dry-run), or Stripe could not be asked.',
    '{{ binaryName }} ecommerce:reconcile --since="3 days"',
    '{{ binaryName }} ecommerce:reconcile --since=2026-11-01 --dry-run',
  ]

  @flags.string({ description: 'A day, or how long ago, such as "3 days"', default: '35 days' })
  declare since: string

  @flags.boolean({ description: 'Print what differs and write nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Print the report as JSON' })
  declare json: boolean

  async run() {
    const { default: CheckConfiguration } = await import('#operations/check_configuration')
    const { default: Reconcile } = await import('#operations/reconcile/reconcile')
    const { isReconciled } = await import('#operations/reconcile/reconcile_report')
    const { explainSyncFailure } = await import('#catalogue/sync/sync_report_text')
    const { printReconcileReport, readSince } = await import('#operations/reconcile/reconcile_text')

    const since = readSince(this.since)
    if (since === null) {
      return this.#fail({
        reason: 'since',
        message: `--since is a day such as 2026-11-01, or a time such as "3 days" or "2 hours", and not "${this.since}".`,
      })
    }
    try {
      await new CheckConfiguration().handleForStripeCommands()
      const reconcile = await this.app.container.make(Reconcile)
      const report = await reconcile.handle({ since, isDryRun: this.dryRun })
      if (report === null) {
        return this.#fail({
          reason: 'busy',
          message: 'Another process compares at this moment. Its report will be in the admin.',
        })
      }
      console.log(this.json ? JSON.stringify(report, null, 2) : printReconcileReport(report))
      this.exitCode = isReconciled(report) ? 0 : FAILED
    } catch (error) {
      const failure = explainSyncFailure(error)
      if (failure === null) {
        throw error
      }
      this.#fail(failure)
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
