import type { ControlCallName, ControlCalls, PayInput } from '#stripe_emulator/control/calls'

type Input<Name extends ControlCallName> = Parameters<ControlCalls[Name]>[0]
type Output<Name extends ControlCallName> = ReturnType<ControlCalls[Name]>

/** Typed client of the control API of a running local Stripe. */
export class EmulatorControl {
  readonly #url: string

  constructor(url: string) {
    this.#url = url.replace(/\/$/, '')
  }

  /**
   * Pays as a buyer.
   * @returns the URL that the browser would be redirected to
   */
  pay(sessionId: string, input: Omit<PayInput, 'sessionId'> = {}) {
    return this.#call('pay', { sessionId, ...input })
  }

  /** Pays with a card that is declined; the session stays open. */
  decline(sessionId: string, input: { email?: string } = {}) {
    return this.#call('decline', { sessionId, ...input })
  }

  /**
   * Adds an optional item to the order as the buyer does, or changes its quantity.
   * @param input.quantity default: that of the item; 0 removes it
   */
  addOptionalItem(sessionId: string, priceId: string, input: { quantity?: number } = {}) {
    return this.#call('addOptionalItem', { sessionId, priceId, ...input })
  }

  /** Removes an optional item that the buyer added. */
  removeOptionalItem(sessionId: string, priceId: string) {
    return this.#call('removeOptionalItem', { sessionId, priceId })
  }

  expireSession(sessionId: string) {
    return this.#call('expireSession', { sessionId })
  }

  /**
   * Completes a delayed payment.
   * @param id of the payment intent or the session
   */
  settle(id: string) {
    return this.#call('settle', { id })
  }

  /**
   * Fails a delayed payment.
   * @param id of the payment intent or the session
   */
  failDelayed(id: string) {
    return this.#call('failDelayed', { id })
  }

  /** Refunds a payment: what is not refunded yet, or an amount in the currency's minor unit. */
  refund(paymentIntentId: string, input: Omit<Input<'refund'>, 'paymentIntentId'> = {}) {
    return this.#call('refund', { paymentIntentId, ...input })
  }

  failRefund(refundId: string) {
    return this.#call('failRefund', { refundId })
  }

  /** Opens a dispute, or with the status `warning_needs_response` an inquiry. */
  dispute(paymentIntentId: string, input: Omit<Input<'dispute'>, 'paymentIntentId'> = {}) {
    return this.#call('dispute', { paymentIntentId, ...input })
  }

  endDispute(disputeId: string, outcome: Input<'endDispute'>['outcome']) {
    return this.#call('endDispute', { disputeId, outcome })
  }

  warnOfFraud(paymentIntentId: string) {
    return this.#call('warnOfFraud', { paymentIntentId })
  }

  /** Replaces the card by one that works, and collects the open invoice with it. */
  updateCard(subscriptionId: string) {
    return this.#call('updateCard', { subscriptionId })
  }

  /** Ends the retries of a past-due subscription. */
  giveUp(subscriptionId: string, as: Input<'giveUp'>['as']) {
    return this.#call('giveUp', { subscriptionId, as })
  }

  pause(subscriptionId: string) {
    return this.#call('pause', { subscriptionId })
  }

  resume(subscriptionId: string) {
    return this.#call('resume', { subscriptionId })
  }

  /** Periods go on without a payment: their invoices are voided unless `behavior` says otherwise. */
  pauseCollection(
    subscriptionId: string,
    input: Omit<Input<'pauseCollection'>, 'subscriptionId'> = {}
  ) {
    return this.#call('pauseCollection', { subscriptionId, ...input })
  }

  resumeCollection(subscriptionId: string) {
    return this.#call('resumeCollection', { subscriptionId })
  }

  changePlan(
    subscriptionId: string,
    priceId: string,
    input: Omit<Input<'changePlan'>, 'subscriptionId' | 'priceId'> = {}
  ) {
    return this.#call('changePlan', { subscriptionId, priceId, ...input })
  }

  /** Adds an item to a subscription. */
  addItem(
    subscriptionId: string,
    priceId: string,
    input: Omit<Input<'addItem'>, 'subscriptionId' | 'priceId'> = {}
  ) {
    return this.#call('addItem', { subscriptionId, priceId, ...input })
  }

  /** Removes an item from a subscription that has others. */
  removeItem(
    subscriptionId: string,
    itemId: string,
    input: Omit<Input<'removeItem'>, 'subscriptionId' | 'itemId'> = {}
  ) {
    return this.#call('removeItem', { subscriptionId, itemId, ...input })
  }

  /** Starts or prolongs a trial of so many seconds. */
  startTrial(subscriptionId: string, input: Omit<Input<'startTrial'>, 'subscriptionId'>) {
    return this.#call('startTrial', { subscriptionId, ...input })
  }

  /** Sets when the subscription ends, in seconds since 1970, or takes that back (null). */
  cancelAt(subscriptionId: string, at: number | null) {
    return this.#call('cancelAt', { subscriptionId, at })
  }

  /** Gives a customer the discount of a coupon, or takes it away (null). */
  setCustomerDiscount(customerId: string, couponId: string | null) {
    return this.#call('setCustomerDiscount', { customerId, couponId })
  }

  /** Deletes a customer and ends its subscriptions. */
  deleteCustomer(customerId: string) {
    return this.#call('deleteCustomer', { customerId })
  }

  /** Puts a dispute or an inquiry under review, as after evidence was sent. */
  reviewDispute(disputeId: string) {
    return this.#call('reviewDispute', { disputeId })
  }

  /** Makes a pending refund succeed. */
  settleRefund(refundId: string) {
    return this.#call('settleRefund', { refundId })
  }

  /** Advances Stripe's clock and runs everything that falls due. */
  passTime(input: Input<'passTime'>) {
    return this.#call('passTime', input)
  }

  /**
   * Starts the next period and collects its invoice, in one payment or several; with `fail` the payment
   * is declined.
   */
  renew(subscriptionId: string, input: Omit<Input<'renew'>, 'subscriptionId'> = {}) {
    return this.#call('renew', { subscriptionId, ...input })
  }

  cancelSubscription(id: string, input: { atPeriodEnd?: boolean } = {}) {
    return this.#call('cancelSubscription', { id, ...input })
  }

  /** Sets the price that Checkout offers in place of another; null removes it. */
  setUpsell(priceId: string, offeredId: string | null) {
    return this.#call('setUpsell', { priceId, offeredId })
  }

  /** Sets the product that Checkout offers beside another; null removes it. */
  setCrossSell(productId: string, offeredId: string | null) {
    return this.#call('setCrossSell', { productId, offeredId })
  }

  /** Changes the named settings; the others stay. `reset` restores the defaults. */
  changeSettings(input: Input<'changeSettings'>) {
    return this.#call('changeSettings', input)
  }

  /** Adds a price as a payment link or an invoice does: in no list, but readable by its id. */
  createInlinePrice(input: Input<'createInlinePrice'>) {
    return this.#call('createInlinePrice', input)
  }

  /** Replaces the catalogue of the second account, which has a key of its own. */
  fillSecondAccount(input: Input<'fillSecondAccount'>) {
    return this.#call('fillSecondAccount', input)
  }

  /** Adds many products, without events. */
  seedBulk(input: Input<'seedBulk'>) {
    return this.#call('seedBulk', input)
  }

  /** All events with their deliveries, oldest first. */
  events(input: Input<'events'> = {}) {
    return this.#call('events', input)
  }

  /** Adds copies of an event with ids of their own; they are not delivered. */
  copyEvent(eventId: string, input: { times: number }) {
    return this.#call('copyEvent', { eventId, ...input })
  }

  /** Adds copies of a subscription with ids of their own, without events. */
  copySubscription(subscriptionId: string, input: { times: number }) {
    return this.#call('copySubscription', { subscriptionId, ...input })
  }

  /** Delivers events again: each `times` times (1), at most `parallel` (all) at a time. */
  deliver(
    eventIds: string | string[],
    input: { times?: number; parallel?: number; url?: string } = {}
  ) {
    return this.#call('deliver', { eventIds: [eventIds].flat(), ...input })
  }

  /** Sets how webhooks are delivered from now on. */
  setDelivery(input: Input<'setDelivery'>) {
    return this.#call('setDelivery', input)
  }

  /** Sends the deliveries that the mode `hold` kept back. */
  flushHeld(input: Input<'flushHeld'> = {}) {
    return this.#call('flushHeld', input)
  }

  /** Injects a fault into the next API calls that match. */
  fault(input: Input<'fault'>) {
    return this.#call('fault', input)
  }

  clearFaults() {
    return this.#call('clearFaults', {})
  }

  /** Holds the next API call that matches, until it is released. */
  hold(input: Input<'hold'>) {
    return this.#call('hold', input)
  }

  /**
   * Resolves when a call is being held.
   * @throws Error after `timeoutMs` (10,000)
   */
  async waitHeld(holdId: string, input: { timeoutMs?: number } = {}) {
    const { held } = await this.#call('waitHeld', { holdId, ...input })
    if (!held) {
      throw new Error(`No call was held by ${holdId} in time`)
    }
  }

  release(holdId: string) {
    return this.#call('release', { holdId })
  }

  /**
   * Adds a restricted key.
   * @param rights as `rak_checkout_session_write`; writing includes reading
   */
  async createRestrictedKey(rights: string[], account?: 'first' | 'second'): Promise<string> {
    return (await this.#call('createRestrictedKey', { rights, account })).key
  }

  /** Sends a thin event of the v2 API to every enabled endpoint. */
  sendThinEvent(input: Input<'sendThinEvent'> = {}) {
    return this.#call('sendThinEvent', input)
  }

  /** The logged API calls, or only those after the sequence number `since`. */
  requests(input: Input<'requests'> = {}) {
    return this.#call('requests', input)
  }

  resetRequests() {
    return this.#call('resetRequests', {})
  }

  /** Deletes the whole state, and restores the webhook endpoint of the start or sets another one. */
  reset(input: Input<'reset'> = {}) {
    return this.#call('reset', input)
  }

  async #call<Name extends ControlCallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const response = await fetch(`${this.#url}/_emulator/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    })
    const answer = (await response.json()) as { error?: { message: string } }
    if (!response.ok) {
      throw new Error(`${name}: ${answer.error?.message ?? response.status}`)
    }
    return answer as unknown as Output<Name>
  }
}
