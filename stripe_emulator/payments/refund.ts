import { findOrFail } from '#stripe_emulator/api/endpoint'
import { invalidRequest, StripeError } from '#stripe_emulator/http/stripe_error'
import { newId } from '#stripe_emulator/ids'
import { formatAmount } from '#stripe_emulator/money'
import type { Charge, Metadata, Refund } from '#stripe_emulator/objects'
import { buildBalanceTransaction } from '#stripe_emulator/payments/build'
import type { World } from '#stripe_emulator/world'

export interface RefundInput {
  charge?: string
  payment_intent?: string
  /** In the currency's minor unit; default: what is not refunded yet. */
  amount?: number
  reason?: string
  metadata?: Metadata
}

/**
 * Refunds a charge in full or in part.
 *
 * @throws StripeError for an unknown or unpaid charge, and for more than is not refunded yet
 */
export function createRefund(world: World, input: RefundInput): Refund {
  const charge = chargeToRefund(world, input)
  const left = charge.amount - charge.amount_refunded
  if (left === 0) {
    throw new StripeError(400, {
      type: 'invalid_request_error',
      code: 'charge_already_refunded',
      message: `Charge ${charge.id} has already been refunded.`,
    })
  }
  const amount = input.amount ?? left
  if (amount > left) {
    const [asked, rest] = [amount, left].map((one) => formatAmount(one, charge.currency))
    throw invalidRequest(
      `Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`,
      { param: 'amount' }
    )
  }
  const refund = world.store.refunds.add(buildRefund(world, charge, amount, input))
  const previous = { amount_refunded: charge.amount_refunded, refunded: charge.refunded }
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount
  world.raise('refund.created', refund)
  world.raise('charge.refunded', charge, previous)
  world.raise('refund.updated', refund, { destination_details: null })
  return refund
}

/**
 * Makes a refund succeed that was pending, or that waited for the buyer's account.
 *
 * @throws StripeError if it has succeeded or failed already
 */
export function settleRefund(world: World, id: string): Refund {
  const refund = findOrFail(world.store.refunds, 'refund', id)
  if (refund.status !== 'pending' && refund.status !== 'requires_action') {
    throw invalidRequest(`The refund ${id} is ${refund.status}.`)
  }
  const { status, next_action: nextAction } = refund
  refund.status = 'succeeded'
  delete refund.next_action
  world.raise('refund.updated', refund, { status, next_action: nextAction })
  return refund
}

/**
 * Fails a refund, as returned by the bank; its amount can be refunded again.
 *
 * @throws StripeError if it has already failed
 */
export function failRefund(world: World, id: string): Refund {
  const refund = findOrFail(world.store.refunds, 'refund', id)
  if (refund.status === 'failed') {
    throw invalidRequest(`The refund ${id} has already failed.`)
  }
  const charge = findOrFail(world.store.charges, 'charge', refund.charge)
  const previous = { status: refund.status }
  refund.status = 'failed'
  refund.failure_reason = 'expired_or_canceled_card'
  charge.amount_refunded -= refund.amount
  charge.refunded = false
  world.raise('refund.updated', refund, previous)
  world.raise('refund.failed', refund)
  return refund
}

function chargeToRefund(world: World, input: RefundInput): Charge {
  const { charges, paymentIntents } = world.store
  if ((input.charge === undefined) === (input.payment_intent === undefined)) {
    throw invalidRequest('You must pass exactly one of these parameters: charge, payment_intent.')
  }
  if (input.charge !== undefined) {
    const charge = findOrFail(charges, 'charge', input.charge, 'charge')
    return refundable(charge, `Charge ${charge.id}`)
  }
  const param = 'payment_intent'
  const intent = findOrFail(paymentIntents, 'payment_intent', input.payment_intent!, param)
  return refundable(charges.get(intent.latest_charge ?? ''), `This PaymentIntent (${intent.id})`)
}

function refundable(charge: Charge | undefined, name: string): Charge {
  if (charge?.status !== 'succeeded') {
    throw invalidRequest(`${name} does not have a successful charge to refund.`)
  }
  return charge
}

function buildRefund(world: World, charge: Charge, amount: number, input: RefundInput): Refund {
  const id = newId('re')
  const booked = world.store.balanceTransactions.add(
    buildBalanceTransaction(
      world.now(),
      { id, object: 'refund', amount, currency: charge.currency },
      world.settings
    )
  )
  return {
    id,
    object: 'refund',
    amount,
    balance_transaction: booked.id,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: {
        reference_status: 'pending',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    metadata: input.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: input.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: world.settings.refunds,
    ...(world.settings.refunds === 'requires_action' && { next_action: NEXT_ACTION }),
    transfer_reversal: null,
  }
}

/** Stripe asks the buyer by mail for the account that the money goes to. */
const NEXT_ACTION = {
  type: 'display_details',
  display_details: {
    email_sent: { email_sent_at: 1_700_000_000, email_sent_to: 'buyer@example.com' },
    expires_at: 1_900_000_000,
  },
}
