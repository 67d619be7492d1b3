import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code if something still differs, or could not be compared. */
const FAILED = 1

/**
 * Compares this store with Stripe in both directions, and fixes differences.
 */
export default class EcommerceReconcile extends BaseCommand {
  static commandName = 'ecommerce:reconcile'
  static description = 'Compare the purchases with Stripe in both directions, and fix differences'
  static options: CommandOptions = { startApp: true }
  static help = [
    'Compares undelivered events, checkouts, refunds, disputes and subscriptions.',
    'It can run while the store is running, and as often as you like.',
    'Exit code 0: nothing differs, or all differences were fixed. 1: something still differs, was',
    'only printed (--dry-run), or Stripe could not be reached.',
    '{{ binaryName }} ecommerce:reconcile --since="3 days"',
    '{{ binaryName }} ecommerce:reconcile --since=2026-11-01 --dry-run',
  ]

  @flags.string({
    description: 'First day to compare, or how long ago, such as "3 days"',
    default: '35 days',
  })
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
        message: `--since must be a day such as 2026-11-01, or a time such as "3 days" or "2 hours", not "${this.since}".`,
      })
    }
    try {
      await new CheckConfiguration().handleForStripeCommands()
      const reconcile = await this.app.container.make(Reconcile)
      const report = await reconcile.handle({ since, isDryRun: this.dryRun })
      if (report === null) {
        return this.#fail({
          reason: 'busy',
          message:
            'Another process is comparing right now. Its report will appear in the admin panel.',
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
