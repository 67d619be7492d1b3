import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code if the endpoint could not be set up. */
const FAILED = 1

const REVEAL =
  "If STRIPE_WEBHOOK_SECRET does not have its secret yet: Stripe's dashboard reveals it under Developers, Webhooks."

/**
 * Creates or updates the webhook endpoint through which Stripe sends events to this store.
 */
export default class EcommerceWebhook extends BaseCommand {
  static commandName = 'ecommerce:webhook'
  static description = 'Create or update the webhook endpoint in Stripe'
  static options: CommandOptions = { startApp: true }
  static help = [
    'Subscribes to exactly the events that this store handles, in the API version that it supports.',
    'The URL is APP_URL followed by /stripe/webhook.',
    'Exit code 0: the endpoint is up to date. 1: it is not, and a message says why.',
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
        `Stripe sends webhooks only to https:// URLs, and APP_URL is ${appUrl}. On your own machine, use the Stripe CLI instead: stripe listen --forward-to ${url}`
      )
    }
    try {
      await new CheckConfiguration().handleForStripeCommands()
      const setUp = await this.app.container.make(SetUpWebhook)
      this.#print(await setUp.handle({ url, isDryRun: this.dryRun }), url)
    } catch (error) {
      const failure = explainSyncFailure(error)
      if (failure === null) {
        throw error
      }
      this.#fail(failure.message)
    }
  }

  #print(outcome: import('#webhooks/set_up_webhook').SetUpWebhookOutcome, url: string) {
    const would = this.dryRun ? 'Would have ' : ''
    switch (outcome.type) {
      case 'unchanged':
        console.log(`The endpoint ${outcome.id} for ${url} is up to date.`)
        return console.log(REVEAL)
      case 'updated':
        console.log(`${would || 'Has '}updated the endpoint ${outcome.id} for ${url}:`)
        return outcome.changes.forEach((change) => console.log(`  ${change}`))
      case 'created':
        console.log(`${would || 'Has '}created an endpoint for ${url}.`)
        if (outcome.secret !== null) {
          console.log(
            `Its secret, which Stripe shows only once. Add it to STRIPE_WEBHOOK_SECRET and restart the store:\n\n  ${outcome.secret}\n`
          )
        }
        if (outcome.secret === null && !this.dryRun) {
          console.log(REVEAL)
        }
        if (outcome.replaces !== null) {
          console.log(
            `The endpoint ${outcome.replaces} has another API version, which cannot be changed. Keep both secrets, separated by a comma, until you have deleted it in Stripe.`
          )
        }
    }
  }

  #fail(message: string) {
    this.exitCode = FAILED
    console.error(message)
  }
}
