import { newId, randomText } from '#stripe_emulator/ids'
import type { StripeEvent, WebhookEndpoint } from '#stripe_emulator/objects'
import { present, type Addresses } from '#stripe_emulator/presentation'
import type { Delivery, DeliveryAttempt } from '#stripe_emulator/records'
import { shuffled } from '#stripe_emulator/random'
import type { Store } from '#stripe_emulator/store'
import { DeliveryMode, type DeliveryModeName } from '#stripe_emulator/webhooks/delivery_mode'
import { closeWebhookConnections, postWebhook } from '#stripe_emulator/webhooks/post'
import { signatureHeader } from '#stripe_emulator/webhooks/signature'

/** Pauses before the second, third, ... attempt; those of Stripe add up to three days. */
const RETRY_AFTER_MS = [200, 1000, 3000, 10_000, 30_000, 60_000, 60_000, 60_000, 60_000, 60_000]

/** The age of a signature that is too old, as a wrong clock makes it seem. */
const OLD_SECONDS = 15 * 60

export type HeldOrder = 'fifo' | 'lifo' | 'shuffle'

/** Delivers events to the webhook endpoints, signed and retried, with the faults of its mode. */
export class Courier {
  readonly mode = new DeliveryMode()
  readonly #store: Store
  readonly #addresses: () => Addresses
  #timers = new Map<string, NodeJS.Timeout>()
  #underWay = new Map<string, Set<Promise<unknown>>>()
  #gathered: Delivery[] = []
  #stopped = false

  /** @param addresses of the local Stripe, which are known only once it listens */
  constructor(store: Store, addresses: () => Addresses) {
    this.#store = store
    this.#addresses = addresses
  }

  /** Starts a delivery of the event to every enabled endpoint that is subscribed to its type. */
  send(event: StripeEvent) {
    const endpoints = this.#store.webhookEndpoints.all()
    const deliveries = endpoints
      .filter((endpoint) => isSubscribed(endpoint, event.type))
      .map((endpoint) => this.#addDelivery(event, endpoint))
    event.pending_webhooks = deliveries.length
    for (const delivery of deliveries) {
      this.#start(delivery, this.mode.takeForDelivery())
    }
  }

  /** Resolves when the running attempts to deliver this event have ended. */
  async settled(eventId: string) {
    await Promise.all(this.#underWay.get(eventId) ?? [])
  }

  deliveriesOf(eventId: string): Delivery[] {
    const { webhookEndpoints, deliveries } = this.#store
    return webhookEndpoints
      .all()
      .map((endpoint) => deliveries.get(deliveryId(eventId, endpoint.id)))
      .filter((delivery) => delivery !== undefined)
  }

  /**
   * Sends the deliveries that the `hold` mode kept back, one by one.
   * @returns how many
   */
  async flushHeld(order: HeldOrder = 'fifo'): Promise<number> {
    const held = this.#store.deliveries.filter((delivery) => delivery.state === 'held')
    const inOrder = { lifo: held, fifo: held.toReversed(), shuffle: shuffled(held) }[order]
    for (const delivery of inOrder) {
      delivery.state = 'pending'
      await this.#attempt(delivery)
    }
    return inOrder.length
  }

  /**
   * Sends a thin event, as an event destination of the v2 API does, to every enabled endpoint. Thin
   * events are not kept and not retried.
   */
  async sendThin(type: string): Promise<DeliveryAttempt[]> {
    const body = JSON.stringify({
      id: newId('evt_test'),
      object: 'v2.core.event',
      type,
      livemode: false,
      created: new Date().toISOString(),
      related_object: null,
      reason: null,
      context: null,
    })
    const endpoints = this.#store.webhookEndpoints
      .all()
      .filter((endpoint) => endpoint.status === 'enabled')
    return Promise.all(
      endpoints.map((endpoint) => {
        const secret = this.#store.endpointSecrets.get(endpoint.id)?.secret ?? ''
        return postWebhook(endpoint.url, body, signedHeaders(body, secret))
      })
    )
  }

  /** Sends an event to its endpoints again, or to another URL, whatever the state of its deliveries. */
  async sendAgain(event: StripeEvent, url?: string): Promise<DeliveryAttempt[]> {
    if (url !== undefined) {
      const secret = this.#store.endpointSecrets.all()[0]?.secret ?? randomText(32)
      return [await this.#post(event, url, secret)]
    }
    const endpoints = this.#store.webhookEndpoints.all()
    return Promise.all(
      endpoints
        .filter((endpoint) => isSubscribed(endpoint, event.type))
        .map((endpoint) => this.#sendTo(event, endpoint))
    )
  }

  /** Resumes the deliveries that an earlier process left pending. */
  resume() {
    for (const delivery of this.#store.deliveries.all()) {
      if (delivery.state === 'pending') {
        this.#plan(delivery, Math.max(0, (delivery.nextAttemptAt ?? 0) - Date.now()))
      }
    }
  }

  /** Cancels planned attempts and resets the mode; for when the state is replaced. */
  forget() {
    for (const timer of this.#timers.values()) {
      clearTimeout(timer)
    }
    this.#timers.clear()
    this.#gathered = []
    this.mode.set({ mode: 'normal' })
  }

  stop() {
    this.#stopped = true
    this.forget()
    closeWebhookConnections()
  }

  #addDelivery(event: StripeEvent, endpoint: WebhookEndpoint): Delivery {
    return this.#store.deliveries.add({
      id: deliveryId(event.id, endpoint.id),
      eventId: event.id,
      endpointId: endpoint.id,
      state: 'pending',
      attempts: [],
      nextAttemptAt: null,
    })
  }

  #start(delivery: Delivery, mode: DeliveryModeName) {
    switch (mode) {
      case 'off':
        delivery.state = 'dropped'
        return
      case 'hold':
        delivery.state = 'held'
        return
      case 'delay':
        return this.#plan(delivery, this.mode.delayMs)
      case 'shuffle':
        return this.#gather(delivery)
      case 'twice':
        void this.#attempt(delivery)
        void this.#attempt(delivery)
        return
      default:
        void this.#attempt(delivery)
    }
  }

  #gather(delivery: Delivery) {
    if (this.#gathered.push(delivery) > 1) {
      return
    }
    const timer = setTimeout(() => {
      this.#timers.delete('gathered')
      void this.#attemptInTurn(shuffled(this.#gathered.splice(0)))
    }, this.mode.delayMs)
    this.#timers.set('gathered', timer)
  }

  async #attemptInTurn(deliveries: Delivery[]) {
    for (const delivery of deliveries) {
      await this.#attempt(delivery)
    }
  }

  #plan(delivery: Delivery, pauseMs: number) {
    if (this.#stopped) {
      return
    }
    delivery.nextAttemptAt = Date.now() + pauseMs
    const timer = setTimeout(() => {
      this.#timers.delete(delivery.id)
      void this.#attempt(delivery)
    }, pauseMs)
    clearTimeout(this.#timers.get(delivery.id))
    this.#timers.set(delivery.id, timer)
  }

  async #attempt(delivery: Delivery) {
    const { events, webhookEndpoints, endpointSecrets } = this.#store
    const event = events.get(delivery.eventId)
    const endpoint = webhookEndpoints.get(delivery.endpointId)
    const secret = endpointSecrets.get(delivery.endpointId)?.secret
    if (!event || !endpoint || secret === undefined || endpoint.status === 'disabled') {
      delivery.state = 'dropped'
      return
    }
    const attempt = await this.#track(event.id, this.#post(event, endpoint.url, secret))
    this.#record(delivery, attempt)
    event.pending_webhooks = this.#pending(event.id)
    this.#store.changed()
  }

  async #track<T>(eventId: string, posting: Promise<T>): Promise<T> {
    const underWay = this.#underWay.get(eventId) ?? new Set()
    this.#underWay.set(eventId, underWay.add(posting))
    try {
      return await posting
    } finally {
      underWay.delete(posting)
      if (underWay.size === 0) {
        this.#underWay.delete(eventId)
      }
    }
  }

  async #sendTo(event: StripeEvent, endpoint: WebhookEndpoint): Promise<DeliveryAttempt> {
    const secret = this.#store.endpointSecrets.get(endpoint.id)?.secret ?? ''
    const attempt = await this.#post(event, endpoint.url, secret)
    const delivery =
      this.#store.deliveries.get(deliveryId(event.id, endpoint.id)) ??
      this.#addDelivery(event, endpoint)
    if (succeeded(attempt)) {
      clearTimeout(this.#timers.get(delivery.id))
      this.#record(delivery, attempt)
      event.pending_webhooks = this.#pending(event.id)
    } else {
      delivery.attempts.push(attempt)
    }
    this.#store.changed()
    return attempt
  }

  #record(delivery: Delivery, attempt: DeliveryAttempt) {
    delivery.attempts.push(attempt)
    delivery.nextAttemptAt = null
    if (succeeded(attempt)) {
      delivery.state = 'delivered'
    } else if (delivery.state === 'pending') {
      const pauseMs = RETRY_AFTER_MS[delivery.attempts.length - 1]
      if (pauseMs === undefined) {
        delivery.state = 'failed'
      } else {
        this.#plan(delivery, pauseMs)
      }
    }
  }

  #post(event: StripeEvent, url: string, secret: string): Promise<DeliveryAttempt> {
    const mode = this.mode.takeForAttempt()
    const body = JSON.stringify(present(event, this.#addresses()), null, 2)
    const signedWith = mode === 'wrong_signature' ? `whsec_${randomText(32)}` : secret
    return postWebhook(
      url,
      mode === 'truncate' ? body.slice(0, Math.floor(body.length / 2)) : body,
      signedHeaders(body, signedWith, mode === 'old_signature' ? OLD_SECONDS : 0)
    )
  }

  #pending(eventId: string) {
    return this.deliveriesOf(eventId).filter((delivery) => delivery.state !== 'delivered').length
  }
}

function signedHeaders(body: string, secret: string, secondsAgo = 0) {
  const signedAt = Math.floor(Date.now() / 1000) - secondsAgo
  return { 'Stripe-Signature': signatureHeader(body, secret, signedAt) }
}

function deliveryId(eventId: string, endpointId: string) {
  return `${eventId}/${endpointId}`
}

function isSubscribed(endpoint: WebhookEndpoint, type: string) {
  return (
    endpoint.status === 'enabled' &&
    (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(type))
  )
}

function succeeded(attempt: DeliveryAttempt) {
  return attempt.status !== null && attempt.status >= 200 && attempt.status < 300
}
