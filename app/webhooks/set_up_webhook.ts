import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import type Stripe from 'stripe'
import stripeConfig from '#config/stripe'
import { ENDPOINT_EVENT_TYPES } from '#webhooks/handlers/event_handlers'
import { PaymentGateway } from '#stripe/payment_gateway'
import { writeOnce } from '#stripe/write_once'

export type SetUpWebhookOutcome =
  /**
   * Stripe reveals `secret` only now; it and `id` are null in a dry run, and `secret` also where
   * Stripe failed after it made the endpoint. `replaces` is the endpoint
   * of another API version.
   */
  | { type: 'created'; id: string | null; secret: string | null; replaces: string | null }
  | { type: 'updated'; id: string; changes: string[] }
  | { type: 'unchanged'; id: string }

/**
 * Creates or updates the webhook endpoint in Stripe, so that it sends exactly the events that this
 * store handles, in the API version that it reads. The URL tells the store's own endpoint from others.
 */
@inject()
export default class SetUpWebhook {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @param url the store's webhook URL
   * @throws {PaymentGatewayError}
   */
  async handle({
    url,
    isDryRun,
  }: {
    url: string
    isDryRun: boolean
  }): Promise<SetUpWebhookOutcome> {
    const found = await this.#find(url)
    const current = ofThisVersion(found)
    if (!current) {
      return this.#create(url, found.at(0)?.id ?? null, isDryRun)
    }
    const changes = changesOf(current)
    if (changes.length === 0) {
      return { type: 'unchanged', id: current.id }
    }
    if (!isDryRun) {
      await this.gateway.updateWebhookEndpoint(current.id, ENDPOINT_EVENT_TYPES)
    }
    return { type: 'updated', id: current.id, changes }
  }

  async #find(url: string): Promise<Stripe.WebhookEndpoint[]> {
    const found: Stripe.WebhookEndpoint[] = []
    for await (const page of this.gateway.listWebhookEndpoints()) {
      found.push(...page.filter((endpoint) => endpoint.url === url))
    }
    return found
  }

  async #create(
    url: string,
    replaces: string | null,
    isDryRun: boolean
  ): Promise<SetUpWebhookOutcome> {
    if (isDryRun) {
      return { type: 'created', id: null, secret: null, replaces }
    }
    const endpoint = { url, events: ENDPOINT_EVENT_TYPES, apiVersion: stripeConfig.apiVersion }
    const { id, secret = null } = await writeOnce({
      mayBeSent: false,
      find: async () => ofThisVersion(await this.#find(url)) ?? null,
      send: () => this.gateway.createWebhookEndpoint(endpoint, `webhook-${randomUUID()}`),
    })
    return { type: 'created', id, secret, replaces }
  }
}

function ofThisVersion(endpoints: Stripe.WebhookEndpoint[]): Stripe.WebhookEndpoint | undefined {
  return endpoints.find(({ api_version: version }) => isOurVersion(version))
}

/** How an endpoint differs from what this store needs; empty where it does not. */
export function changesOf(endpoint: Stripe.WebhookEndpoint): string[] {
  const events: string[] = endpoint.enabled_events
  return [
    ...(endpoint.status === 'enabled' ? [] : ['it is disabled']),
    ...ENDPOINT_EVENT_TYPES.filter((type) => !events.includes(type)).map((type) => `+ ${type}`),
    ...events.filter((type) => !ENDPOINT_EVENT_TYPES.includes(type)).map((type) => `- ${type}`),
  ]
}

/** An endpoint without a version of its own follows the account's, so it does not match. */
export function isOurVersion(version: string | null): boolean {
  return version === stripeConfig.apiVersion
}
