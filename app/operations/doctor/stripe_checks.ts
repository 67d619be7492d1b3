import { inject } from '@adonisjs/core'
import stripeConfig from '#config/stripe'
import { bad, type Finding, good, odd, orBad } from '#operations/doctor/findings'
import { changesOf, isOurVersion } from '#webhooks/set_up_webhook'
import { probeBody } from '#webhooks/webhook_probe'
import { readStripeAccount } from '#settings/stripe_account'
import Price from '#models/price'
import { aceCommand } from '#bin/ace_command'
import { type AccountFacts, PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { refusalText } from '#stripe/refusal_text'
import { causeOf } from '#stripe/stripe_refusals'

/** Seconds by which the two clocks may differ; signatures are valid for 300. */
const DRIFT = 60

/** Milliseconds to wait for the store's answer to its own probe. */
const PROBE_TIMEOUT = 5000

/** How to change the rights of a key. */
const KEYS_FIX = 'Give it these rights in Stripe under Developers, API keys; the README lists all'

/** Where the portal's settings are saved, of the live and of the test mode. */
const PORTAL_FIX =
  'Save them once at https://dashboard.stripe.com/settings/billing/portal, and for test mode at https://dashboard.stripe.com/test/settings/billing/portal'

/** The command that fixes an endpoint. */
const WEBHOOK_COMMAND = aceCommand('ecommerce:webhook')

/**
 * Tests the key, the clock, the webhook endpoint and its secret.
 */
@inject()
export default class StripeChecks {
  constructor(private gateway: PaymentGateway) {}

  /** @param webhookUrl the store's webhook URL */
  async handle(webhookUrl: string): Promise<Finding[]> {
    let account: AccountFacts | null = null
    const key = await orBad('Key', 'Set STRIPE_SECRET_KEY', async () => {
      try {
        account = await this.gateway.retrieveAccount('interactive')
      } catch (error) {
        return keyFinding(error)
      }
      return this.#key(account)
    })
    const secret = await this.#secret(webhookUrl)
    if (key.state === 'bad') {
      return [key, secret]
    }
    const endpoint = await askStripe('Endpoint', WEBHOOK_COMMAND, () => this.#endpoint(webhookUrl))
    return [key, ...accountFindings(account), ...(await this.#rights()), endpoint, secret]
  }

  async #rights(): Promise<Finding[]> {
    const rights = this.gateway.isRestricted
      ? [await askStripe('Rights', KEYS_FIX, () => this.#missingRights())]
      : []
    return [...rights, await askStripe('Portal', PORTAL_FIX, () => this.#portal())]
  }

  async #missingRights(): Promise<Finding> {
    const missing = await this.gateway.findMissingRights()
    return missing.length === 0
      ? good('Rights', 'The restricted key has every right that is needed')
      : bad('Rights', `The restricted key lacks ${missing.join(', ')}`, KEYS_FIX)
  }

  /** Only subscriptions need the portal. */
  async #portal(): Promise<Finding> {
    if (await this.gateway.hasPortalSettings('interactive')) {
      return good('Portal', 'Buyers can manage their subscriptions')
    }
    const text = 'The settings of the billing portal were never saved in Stripe'
    return (await sellsSubscriptions())
      ? bad('Portal', `${text}, so nobody can manage a subscription`, PORTAL_FIX)
      : odd('Portal', `${text}; subscriptions need them`, PORTAL_FIX)
  }

  async #key({ id }: AccountFacts): Promise<Finding> {
    const text = `${modeText(this.gateway.livemode)} of ${id}`
    const bound = await readStripeAccount()
    if (bound === null) {
      return good('Key', `${text}; the first sync binds this database to it`)
    }
    return bound === id
      ? good('Key', `${text}, as this database`)
      : bad(
          'Key',
          `${text}, but this database belongs to ${bound}`,
          `Set STRIPE_SECRET_KEY to a key of ${bound}, or use another database`
        )
  }

  async #endpoint(webhookUrl: string): Promise<Finding> {
    for await (const page of this.gateway.listWebhookEndpoints()) {
      const found = page.find(({ url }) => url === webhookUrl)
      if (found && found.status !== 'enabled') {
        return bad('Endpoint', `${found.id} is disabled, so Stripe sends nothing`, WEBHOOK_COMMAND)
      }
      if (found && !isOurVersion(found.api_version)) {
        const version = found.api_version ?? 'the version of the account'
        const text = `${found.id} sends ${version}, and this code reads ${stripeConfig.apiVersion}`
        return odd('Endpoint', text, WEBHOOK_COMMAND)
      }
      if (found) {
        const missing = changesOf(found).filter((change) => !change.startsWith('- '))
        return missing.length === 0 || found.enabled_events.includes('*')
          ? good('Endpoint', `${found.id} sends every event that is needed`)
          : bad('Endpoint', `${found.id}: ${missing.join(', ')}`, WEBHOOK_COMMAND)
      }
    }
    return this.gateway.livemode || stripeConfig.apiBase
      ? bad('Endpoint', `Stripe has none for ${webhookUrl}`, WEBHOOK_COMMAND)
      : odd(
          'Endpoint',
          `Stripe has none for ${webhookUrl}; with the Stripe CLI that is right`,
          `stripe listen --forward-to ${webhookUrl}`
        )
  }

  /** Sends a signed probe to the running store, which has no effect. */
  async #secret(webhookUrl: string): Promise<Finding> {
    const body = probeBody(this.gateway.livemode)
    const signature = this.gateway.signatureFor(body)
    if (signature === null) {
      return bad('Secret', 'STRIPE_WEBHOOK_SECRET is not set', WEBHOOK_COMMAND)
    }
    const fix = 'Start the store, and let APP_URL be its address'
    return orBad('Secret', fix, async () => {
      const answer = await fetch(webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        body,
        signal: AbortSignal.timeout(PROBE_TIMEOUT),
        redirect: 'manual',
      })
      if (answer.status === 200) {
        return good('Secret', 'The running store takes what is signed with it')
      }
      return answer.status === 400
        ? bad('Secret', 'The running store has another one', 'Restart the store')
        : bad('Secret', `${webhookUrl} answered ${answer.status}`, 'Let APP_URL be its address')
    })
  }
}

/** The finding of a check that asks Stripe. Where Stripe refuses, its reason decides the fix. */
function askStripe(name: string, fix: string, check: () => Promise<Finding>): Promise<Finding> {
  return orBad(name, fix, async () => {
    try {
      return await check()
    } catch (error) {
      const cause = error instanceof PaymentGatewayError ? causeOf(error) : null
      if (cause === null) {
        throw error
      }
      const refused = refusalText(cause, (error as Error).message)
      return bad(name, refused.problem, refused.fix)
    }
  })
}

/** A call that did not get through says nothing about the key. */
function keyFinding(error: unknown): Finding {
  if (!(error instanceof PaymentGatewayError)) {
    throw error
  }
  const cause = causeOf(error)
  if (cause === 'right') {
    return odd('Key', `Restricted, and may not read the account: ${error.message}`, KEYS_FIX)
  }
  if (cause !== null) {
    const { problem, fix } = refusalText(cause, error.message)
    return bad('Key', problem, fix)
  }
  return error.reason === 'unreachable'
    ? bad(
        'Stripe',
        `Cannot be reached: ${error.message}`,
        stripeConfig.apiBase
          ? `Start the local Stripe (${aceCommand('stripe:emulate')}), or unset STRIPE_API_BASE`
          : 'Check the network of this machine, and https://status.stripe.com'
      )
    : bad('Stripe', error.message, 'Try again in a minute')
}

function accountFindings(account: AccountFacts | null): Finding[] {
  if (account === null) {
    return []
  }
  const refused = bad(
    'Account',
    `Stripe does not let ${account.id} take payments`,
    'Open https://dashboard.stripe.com/account and complete what Stripe asks for'
  )
  return account.chargesEnabled ? [clock(account)] : [refused, clock(account)]
}

async function sellsSubscriptions(): Promise<boolean> {
  const price = await Price.query()
    .where({ active: true, type: 'recurring' })
    .whereNull('goneAt')
    .first()
  return price !== null
}

function clock({ date }: AccountFacts): Finding {
  if (date === null) {
    return odd('Clock', 'Stripe did not tell its time')
  }
  const drift = Math.round((Date.now() - date.getTime()) / 1000)
  return Math.abs(drift) <= DRIFT
    ? good('Clock', 'The same as Stripe’s')
    : bad(
        'Clock',
        `${Math.abs(drift)} seconds ${drift > 0 ? 'ahead of' : 'behind'} Stripe’s, so webhooks are refused`,
        'Set the clock of this machine, by NTP'
      )
}

function modeText(livemode: boolean): string {
  if (stripeConfig.apiBase) {
    return `The local Stripe at ${stripeConfig.apiBase}`
  }
  return livemode ? 'Live key' : 'Test key'
}
