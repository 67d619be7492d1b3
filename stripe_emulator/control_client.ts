import type { ControlCallName, ControlCalls, PayInput } from '#stripe_emulator/control/calls'

type Input<Name extends ControlCallName> = Parameters<ControlCalls[Name]>[0]
type Output<Name extends ControlCallName> = ReturnType<ControlCalls[Name]>

/** Makes things happen in a running local Stripe; `url` is its address. */
export class EmulatorControl {
  readonly #url: string

  constructor(url: string) {
    this.#url = url.replace(/\/$/, '')
  }

  /** A buyer pays; resolves with the address that the browser is sent to. */
  pay(sessionId: string, input: Omit<PayInput, 'sessionId'> = {}) {
    return this.#call('pay', { sessionId, ...input })
  }

  /** A buyer tries a card that is declined; the session stays open. */
  decline(sessionId: string, input: { email?: string } = {}) {
    return this.#call('decline', { sessionId, ...input })
  }

  expireSession(sessionId: string) {
    return this.#call('expireSession', { sessionId })
  }

  /** A delayed payment arrives; takes a payment intent or a session. */
  settle(id: string) {
    return this.#call('settle', { id })
  }

  /** A delayed payment fails; takes a payment intent or a session. */
  failDelayed(id: string) {
    return this.#call('failDelayed', { id })
  }

  /** A refund from the dashboard: all that is left, or an amount in the currency's unit. */
  refund(paymentIntentId: string, input: { amount?: number; reason?: string } = {}) {
    return this.#call('refund', { paymentIntentId, ...input })
  }

  failRefund(refundId: string) {
    return this.#call('failRefund', { refundId })
  }

  /** The buyer's bank takes a payment back for the time being, or asks about it. */
  dispute(paymentIntentId: string, input: Omit<Input<'dispute'>, 'paymentIntentId'> = {}) {
    return this.#call('dispute', { paymentIntentId, ...input })
  }

  endDispute(disputeId: string, outcome: Input<'endDispute'>['outcome']) {
    return this.#call('endDispute', { disputeId, outcome })
  }

  warnOfFraud(paymentIntentId: string) {
    return this.#call('warnOfFraud', { paymentIntentId })
  }

  /** The buyer puts in a good card; what is open is paid with it. */
  mendCard(subscriptionId: string) {
    return this.#call('mendCard', { subscriptionId })
  }

  /** The last retry has failed. */
  giveUp(subscriptionId: string, as: Input<'giveUp'>['as']) {
    return this.#call('giveUp', { subscriptionId, as })
  }

  pause(subscriptionId: string) {
    return this.#call('pause', { subscriptionId })
  }

  resume(subscriptionId: string) {
    return this.#call('resume', { subscriptionId })
  }

  changePlan(subscriptionId: string, priceId: string) {
    return this.#call('changePlan', { subscriptionId, priceId })
  }

  /** Moves Stripe's clock on; what falls due meanwhile happens. */
  passTime(input: Input<'passTime'>) {
    return this.#call('passTime', input)
  }

  /** Lets time pass to the end of the period; with `fail` the renewal is declined. */
  renew(subscriptionId: string, input: { fail?: boolean } = {}) {
    return this.#call('renew', { subscriptionId, ...input })
  }

  cancelSubscription(id: string, input: { atPeriodEnd?: boolean } = {}) {
    return this.#call('cancelSubscription', { id, ...input })
  }

  /** Adds many products, without events. */
  seedBulk(input: Input<'seedBulk'>) {
    return this.#call('seedBulk', input)
  }

  /** Events so far, oldest first, with their deliveries. */
  events(input: Input<'events'> = {}) {
    return this.#call('events', input)
  }

  /** Makes events that differ in their ids only; they are not delivered. */
  copyEvent(eventId: string, input: { times: number }) {
    return this.#call('copyEvent', { eventId, ...input })
  }

  /** Delivers events once more: each `times` times, at most `parallel` (all) at once. */
  deliver(
    eventIds: string | string[],
    input: { times?: number; parallel?: number; url?: string } = {}
  ) {
    return this.#call('deliver', { eventIds: [eventIds].flat(), ...input })
  }

  /** What happens to webhooks from now on. */
  setDelivery(input: Input<'setDelivery'>) {
    return this.#call('setDelivery', input)
  }

  /** Sends what the mode `hold` kept back. */
  flushHeld(input: Input<'flushHeld'> = {}) {
    return this.#call('flushHeld', input)
  }

  /** Something goes wrong with the next API calls of a path. */
  fault(input: Input<'fault'>) {
    return this.#call('fault', input)
  }

  clearFaults() {
    return this.#call('clearFaults', {})
  }

  /** Stops the next API call of a path, until it is released. */
  hold(input: Input<'hold'>) {
    return this.#call('hold', input)
  }

  /** Resolves when a call is being held. @throws Error after `timeoutMs` (10 s) */
  async waitHeld(holdId: string, input: { timeoutMs?: number } = {}) {
    const { held } = await this.#call('waitHeld', { holdId, ...input })
    if (!held) {
      throw new Error(`No call was held by ${holdId} in time`)
    }
  }

  release(holdId: string) {
    return this.#call('release', { holdId })
  }

  /** The API calls so far, those after the number `since` if it is given. */
  requests(input: Input<'requests'> = {}) {
    return this.#call('requests', input)
  }

  resetRequests() {
    return this.#call('resetRequests', {})
  }

  /** Forgets everything; the webhook endpoint of the start comes back, or another one. */
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
