import type { ProrationBehavior } from '#stripe_emulator/billing/change_items'
import type { TrialInput } from '#stripe_emulator/billing/start_trial'
import type { CatalogueProduct } from '#stripe_emulator/catalogue/types'
import type { FaultOptions } from '#stripe_emulator/hostile/faults'
import type { HoldOptions } from '#stripe_emulator/hostile/holds'
import type { LoggedRequest } from '#stripe_emulator/hostile/request_log'
import type { GivenUp } from '#stripe_emulator/billing/change_subscription'
import type { DisputeOutcome } from '#stripe_emulator/payments/dispute'
import type {
  Customer,
  Dispute,
  DisputeStatus,
  Metadata,
  PauseCollection,
  Price,
  Refund,
  StripeEvent,
  Subscription,
} from '#stripe_emulator/objects'
import type { Delivery, DeliveryAttempt } from '#stripe_emulator/records'
import type { PriceInput } from '#stripe_emulator/resources/prices'
import type { Settings } from '#stripe_emulator/settings'
import type { HeldOrder } from '#stripe_emulator/webhooks/courier'
import type { DeliveryModeOptions } from '#stripe_emulator/webhooks/delivery_mode'

export interface PayInput {
  sessionId: string
  /** Default: `buyer@example.com`. Ignored if the session or its customer has one. */
  email?: string
  /** Default: none. Ignored if the customer has one. */
  name?: string
  /** Default: a card that pays. */
  card?: string
  method?: 'card' | 'bank_debit'
  promotionCode?: string
  /** In the currency's minor unit, for a price whose amount the buyer chooses. */
  amount?: number
  /** The currency of the buyer's country; default: that of the settings. */
  currency?: string
  /** Whether the buyer takes the price that Checkout offers instead. */
  upsell?: boolean
  /** Whether the buyer adds the product that Checkout offers. */
  crossSell?: boolean
  /** The prices of the optional items that the buyer adds. */
  optionalItems?: string[]
  /** Whether to answer only after the first delivery of the event, as the page does; default: true. */
  waitForWebhook?: boolean
}

/** An event with its deliveries. */
export type EventWithDeliveries = StripeEvent & { deliveries: Delivery[] }

/** Every call of the control API with its input and its answer. */
export interface ControlCalls {
  pay(input: PayInput): { redirectUrl: string; eventId: string }
  decline(input: { sessionId: string; email?: string }): { message: string }
  /** Adds an optional item as the buyer does, or changes its quantity. */
  addOptionalItem(input: { sessionId: string; priceId: string; quantity?: number }): object
  removeOptionalItem(input: { sessionId: string; priceId: string }): object
  expireSession(input: { sessionId: string }): object
  settle(input: { id: string }): object
  failDelayed(input: { id: string }): object
  refund(input: {
    paymentIntentId: string
    amount?: number
    reason?: string
    metadata?: Metadata
  }): Refund
  failRefund(input: { refundId: string }): Refund
  /** An inquiry starts with the status `warning_needs_response`. */
  dispute(input: {
    paymentIntentId: string
    amount?: number
    reason?: string
    status?: DisputeStatus
  }): Dispute
  endDispute(input: { disputeId: string; outcome: DisputeOutcome }): Dispute
  warnOfFraud(input: { paymentIntentId: string }): StripeEvent
  updateCard(input: { subscriptionId: string }): Subscription
  giveUp(input: { subscriptionId: string; as: GivenUp }): Subscription
  pause(input: { subscriptionId: string }): Subscription
  resume(input: { subscriptionId: string }): Subscription
  /** `resumesAt` in seconds since 1970; without it the pause lasts until it is ended. */
  pauseCollection(input: {
    subscriptionId: string
    behavior?: PauseCollection['behavior']
    resumesAt?: number
  }): Subscription
  resumeCollection(input: { subscriptionId: string }): Subscription
  changePlan(input: {
    subscriptionId: string
    priceId: string
    /** The item that gets the price; default: the first. */
    itemId?: string
    quantity?: number
    proration?: ProrationBehavior
  }): Subscription
  addItem(input: {
    subscriptionId: string
    priceId: string
    quantity?: number
    proration?: ProrationBehavior
  }): Subscription
  removeItem(input: {
    subscriptionId: string
    itemId: string
    proration?: ProrationBehavior
  }): Subscription
  /** Starts or prolongs a trial of so many seconds; `withoutMethod` removes the payment method. */
  startTrial(
    input: { subscriptionId: string; seconds: number } & Pick<
      TrialInput,
      'withoutMethod' | 'missingPaymentMethod'
    >
  ): Subscription
  /** Sets when the subscription ends, in seconds since 1970, or takes that back (null). */
  cancelAt(input: { subscriptionId: string; at: number | null }): Subscription
  /** Gives a customer the discount of a coupon, or takes it away (null). */
  setCustomerDiscount(input: { customerId: string; couponId: string | null }): Customer
  /** Deletes a customer and ends its subscriptions. */
  deleteCustomer(input: { customerId: string }): object
  /** Puts a dispute or an inquiry under review, as after evidence was sent. */
  reviewDispute(input: { disputeId: string }): Dispute
  /** Makes a pending refund succeed; the buyer may have had to give an account first. */
  settleRefund(input: { refundId: string }): Refund
  passTime(input: { seconds?: number; toRenewalOf?: string }): { now: number }
  renew(input: { subscriptionId: string; fail?: boolean; payments?: number }): Subscription
  cancelSubscription(input: { id: string; atPeriodEnd?: boolean }): Subscription
  /** `offeredId` null removes the offer. */
  setUpsell(input: { priceId: string; offeredId: string | null }): object
  /** `offeredId` null removes the offer. */
  setCrossSell(input: { productId: string; offeredId: string | null }): object
  /** Changes the named settings; the others stay. `reset` restores the defaults. */
  changeSettings(input: Partial<Settings>): Settings
  createInlinePrice(input: PriceInput): Price
  /** Replaces the catalogue of the second account. */
  fillSecondAccount(input: { catalogue: CatalogueProduct[] }): object
  seedBulk(input: { products: number; pricesEach: number }): object
  events(input: { type?: string }): EventWithDeliveries[]
  copyEvent(input: { eventId: string; times: number }): { eventIds: string[] }
  copySubscription(input: { subscriptionId: string; times: number }): object
  deliver(input: {
    eventIds: string[]
    times?: number
    parallel?: number
    url?: string
  }): DeliveryAttempt[]
  setDelivery(input: DeliveryModeOptions): object
  flushHeld(input: { order?: HeldOrder }): { sent: number }
  fault(input: FaultOptions): object
  clearFaults(input: object): object
  hold(input: HoldOptions): { holdId: string }
  waitHeld(input: { holdId: string; timeoutMs?: number }): { held: boolean }
  release(input: { holdId: string }): object
  /** Adds a restricted key. Its rights are named as `rak_checkout_session_write`. */
  createRestrictedKey(input: { rights: string[]; account?: 'first' | 'second' }): { key: string }
  /** Sends a thin event of the v2 API to every enabled endpoint. */
  sendThinEvent(input: { type?: string }): DeliveryAttempt[]
  requests(input: { since?: number }): LoggedRequest[]
  resetRequests(input: object): object
  reset(input: {
    catalogue?: CatalogueProduct[] | 'sample' | 'empty'
    webhook?: { url: string; secret: string }
  }): object
}
export type ControlCallName = keyof ControlCalls
