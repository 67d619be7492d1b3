import { API_VERSION } from '#stripe_emulator/version'
import { Collection } from '#stripe_emulator/collection'
import { newId } from '#stripe_emulator/ids'
import type { Invoice, StripeEvent, StripeObject, SubscriptionItem } from '#stripe_emulator/objects'
import { DEFAULT_SETTINGS, type Settings } from '#stripe_emulator/settings'
import { Store } from '#stripe_emulator/store'
import { Faults } from '#stripe_emulator/hostile/faults'
import { Holds } from '#stripe_emulator/hostile/holds'
import { RequestLog } from '#stripe_emulator/hostile/request_log'
import { Courier } from '#stripe_emulator/webhooks/courier'

const MOST_PREVIEWS = 100

/** The API call that is being executed; its events name it as their request. */
export interface CurrentCall {
  requestId: string
  idempotencyKey: string | null
}

/**
 * One local Stripe: its objects, its clock, its webhooks and its faults. All changes run synchronously,
 * so that no call sees a partial one.
 */
export class World {
  /** The id of the account that owns everything in it. */
  readonly accountId: string
  readonly store = new Store()
  readonly faults = new Faults()
  readonly holds = new Holds()
  readonly requests = new RequestLog()
  readonly courier: Courier
  readonly secretKey: string
  /** The local Stripe's own URL, without a trailing slash; set once it listens. */
  url = ''
  currentCall: CurrentCall | null = null
  /** The invoices that were previewed last, so that their lines can be listed. */
  readonly previews = new Collection<Invoice>()

  /** Events that are sent in another order than they were raised. */
  #waiting: StripeEvent[] | null = null

  constructor(secretKey: string, accountId: string) {
    this.secretKey = secretKey
    this.accountId = accountId
    this.courier = new Courier(this.store, () => this)
  }

  /** Seconds since 1970, by a clock that can be advanced. */
  now(): number {
    return Math.floor(Date.now() / 1000) + this.ahead
  }

  /** Seconds by which the clock is ahead of the machine's. */
  get ahead(): number {
    return this.store.clocks.get('clock')?.ahead ?? 0
  }

  /** How it behaves. */
  get settings(): Settings {
    return { ...DEFAULT_SETTINGS, ...this.store.settings.get('settings')?.values }
  }

  /** Changes the named settings; the others stay. */
  changeSettings(changes: Partial<Settings>): Settings {
    this.store.settings.replaceAll([{ id: 'settings', values: { ...this.settings, ...changes } }])
    this.store.changed()
    return this.settings
  }

  /** Advances the clock to a time in seconds since 1970; it never goes back. */
  moveTo(seconds: number) {
    const clock = this.store.clocks.get('clock') ?? this.store.clocks.add({ id: 'clock', ahead: 0 })
    clock.ahead = Math.max(clock.ahead, clock.ahead + seconds - this.now())
    this.store.changed()
  }

  /** The default configuration of the billing portal, once its settings were saved. */
  get portalConfigurations(): Collection<StripeObject> {
    const configurations = new Collection<StripeObject>()
    if (this.settings.isPortalSetUp) {
      configurations.add({
        id: 'bpc_local',
        object: 'billing_portal.configuration',
        active: true,
        is_default: true,
        livemode: false,
      })
    }
    return configurations
  }

  /** The items of all subscriptions, the newest subscription's last. */
  get subscriptionItems(): Collection<SubscriptionItem> {
    const items = new Collection<SubscriptionItem>()
    items.replaceAll(this.store.subscriptions.all().flatMap((one) => one.items.data.toReversed()))
    return items
  }

  /** Keeps a preview for a while. */
  addPreview(invoice: Invoice): Invoice {
    this.previews.replaceAll([...this.previews.all().slice(1 - MOST_PREVIEWS), invoice])
    return invoice
  }

  /** The origin of the pages for buyers, without a trailing slash. */
  get pagesUrl(): string {
    return this.settings.customDomain ?? this.url
  }

  /** Raises an event with a copy of the object, and sends it to the webhook endpoints. */
  raise(type: string, object: StripeObject, previous?: Record<string, unknown>): StripeEvent {
    const event: StripeEvent = {
      id: newId('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: this.now(),
      data: {
        object: structuredClone(object),
        ...(previous && { previous_attributes: structuredClone(previous) }),
      },
      livemode: false,
      pending_webhooks: 0,
      request: {
        id: this.currentCall?.requestId ?? null,
        idempotency_key: this.currentCall?.idempotencyKey ?? null,
      },
      type,
    }
    if (this.#waiting) {
      this.#waiting.push(event)
    } else {
      this.#send(event)
    }
    return event
  }

  /**
   * Does the work, and sends its events in the given order of types, in which a type may occur several
   * times: Stripe sends them as its services get to it. Types that are not named come last.
   */
  inOrder<T>(types: readonly string[], work: () => T): T {
    const events: StripeEvent[] = []
    this.#waiting = events
    try {
      return work()
    } finally {
      this.#waiting = null
      for (const event of sorted(events, types)) {
        this.#send(event)
      }
    }
  }

  #send(event: StripeEvent) {
    this.store.events.add(event)
    this.courier.send(event)
    this.store.changed()
  }
}

function sorted(events: StripeEvent[], types: readonly string[]): StripeEvent[] {
  const places = new Map<string, number[]>()
  types.forEach((type, place) => places.set(type, [...(places.get(type) ?? []), place]))
  return events
    .map((event) => ({ event, place: places.get(event.type)?.shift() ?? types.length }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ event }) => event)
}
