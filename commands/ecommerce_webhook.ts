import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code where the endpoint is not as it should be. */
const FAILED = 1

/**
 * Makes Stripe tell this store what it needs to know.
 */
export default class EcommerceWebhook extends BaseCommand {
  static commandName = 'ecommerce:webhook'
  static description = 'Create or update the webhook endpoint at Stripe'
  static options: CommandOptions = { startApp: true }
  static help = [
    'Asks Stripe for exactly the events that this store acts upon, in the API version that it reads.',
    'The address is APP_URL followed by /stripe/webhook.',
    'Exit code 0: the endpoint is as it should be. 1: it is not, and a sentence says why.',
  ]

  @flags.boolean({ description: 'Print what would be done and change nothing' })
  declare dryRun: boolean

  async run() {
    const { appUrl, isHttps } = await import('#config/app')
    const { default: stripeConfig } = await import('#config/stripe')
    const { default: CheckConfiguration } = await import('#operations/check_configuration')
    const { default: SetUpWebhook } = await import('#webhooks/set_up_webhook')
    const { explainSyncFailure } = await import('#catalogue/sync/sync_report_text')
    const { absoluteUrl } = await import('#http/absolute_url')

    const url = absoluteUrl('webhooks.stripe')
    if (!isHttps && !stripeConfig.apiBase) {
      return this.#fail(
        `Stripe sends webhooks to https:// addresses only, and APP_URL is ${appUrl}. On your own machine, use the Stripe CLI instead: stripe listen --forward-to ${url}`
      )
    }
    try {
      await new CheckConfiguration().handleForStripeCommands()
      const setUp = await this.app.container.make(SetUpWebhook)
      this.#tell(await setUp.handle({ url, isDryRun: this.dryRun }), url)
    } catch (error) {
      const failure = explainSyncFailure(error)
      if (failure === null) {
        throw error
      }
      this.#fail(failure.message)
    }
  }

  #tell(outcome: import('#webhooks/set_up_webhook').SetUpWebhookOutcome, url: string) {
    const would = this.dryRun ? 'Would have ' : ''
    switch (outcome.type) {
      case 'unchanged':
        return console.log(`The endpoint ${outcome.id} for ${url} is as it should be.`)
      case 'updated':
        console.log(`${would || 'Has '}updated the endpoint ${outcome.id} for ${url}:`)
        return outcome.changes.forEach((change) => console.log(`  ${change}`))
      case 'created':
        console.log(`${would || 'Has '}created an endpoint for ${url}.`)
        if (outcome.secret !== null) {
          console.log(
            `Its secret, which Stripe tells this once; put it into STRIPE_WEBHOOK_SECRET and restart the store:\n\n  ${outcome.secret}\n`
          )
        }
        if (outcome.replaces !== null) {
          console.log(
            `The endpoint ${outcome.replaces} has another API version, which cannot be changed. Keep both secrets, separated by a comma, until you have deleted it at Stripe.`
          )
        }
    }
  }

  #fail(message: string) {
    this.exitCode = FAILED
    console.error(message)
  }
}
