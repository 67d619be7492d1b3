import { findOrFail } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Charge, PaymentIntent, PaymentMethod } from '#stripe_emulator/objects'
import { buildBalanceTransaction, buildCharge } from '#stripe_emulator/payments/build'
import type { PendingFee } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

/** Seconds until a fee is known, where it is not known at once. */
const FEE_DELAY = 60

/** Adds a new payment intent. */
export function addPaymentIntent(world: World, intent: PaymentIntent): PaymentIntent {
  world.store.paymentIntents.add(intent)
  world.raise('payment_intent.created', intent)
  return intent
}

/** Collects a payment: a card pays at once, a bank debit stays pending until it settles. */
export function collect(world: World, intent: PaymentIntent, method: PaymentMethod): Charge {
  const isInstant = method.type === 'card'
  intent.payment_method = method.id
  intent.last_payment_error = null
  const charge = world.store.charges.add(
    buildCharge(world.now(), intent, method, isInstant ? 'succeeded' : 'pending')
  )
  intent.latest_charge = charge.id
  if (isInstant) {
    bookCharge(world, charge)
    succeed(world, intent, charge)
  } else {
    intent.status = 'processing'
    world.raise('charge.pending', charge)
    world.raise('payment_intent.processing', intent)
  }
  return charge
}

/** Records a declined attempt: a failed charge, and an intent that requires a payment method. */
export function decline(world: World, intent: PaymentIntent, method: PaymentMethod): Charge {
  const charge = world.store.charges.add(buildCharge(world.now(), intent, method, 'failed'))
  failIntent(world, intent, charge, method)
  return charge
}

/**
 * Completes a delayed payment.
 * @throws StripeError if none is pending
 */
export function settleIntent(world: World, intent: PaymentIntent) {
  const charge = pendingCharge(world, intent)
  charge.status = 'succeeded'
  charge.paid = true
  bookCharge(world, charge)
  succeed(world, intent, charge)
}

/**
 * Fails a delayed payment, as returned by the bank.
 * @throws StripeError if none is pending
 */
export function failIntentLater(world: World, intent: PaymentIntent) {
  const charge = pendingCharge(world, intent)
  const method = world.store.paymentMethods.get(intent.payment_method ?? '')
  Object.assign(charge, {
    status: 'failed',
    paid: false,
    captured: false,
    amount_captured: 0,
    failure_code: 'insufficient_funds',
    failure_message: 'The bank returned the payment: insufficient funds.',
    receipt_url: null,
  })
  failIntent(world, intent, charge, method)
}

function succeed(world: World, intent: PaymentIntent, charge: Charge) {
  intent.status = 'succeeded'
  intent.amount_received = intent.amount
  world.raise('charge.succeeded', charge)
  world.raise('payment_intent.succeeded', intent)
}

function failIntent(
  world: World,
  intent: PaymentIntent,
  charge: Charge,
  method: PaymentMethod | undefined
) {
  intent.status = 'requires_payment_method'
  intent.latest_charge = charge.id
  intent.payment_method = null
  intent.last_payment_error = {
    charge: charge.id,
    code: charge.failure_code,
    message: charge.failure_message,
    payment_method: method ?? null,
    type: 'card_error',
  }
  world.raise('charge.failed', charge)
  world.raise('payment_intent.payment_failed', intent)
}

/** Books the charge at once, or when its fee is known. */
function bookCharge(world: World, charge: Charge) {
  if (world.settings.fees === 'at_once') {
    addToBalance(world, charge)
  } else {
    world.store.pendingFees.add({ id: charge.id, knownAt: world.now() + FEE_DELAY })
  }
}

/** The fee of a charge is known, so that it has a balance transaction. */
export function bookFee(world: World, { id }: PendingFee) {
  const charge = findOrFail(world.store.charges, 'charge', id)
  world.store.pendingFees.delete(id)
  addToBalance(world, charge)
  world.raise('charge.updated', charge, { balance_transaction: null })
}

function addToBalance(world: World, charge: Charge) {
  const booked = world.store.balanceTransactions.add(
    buildBalanceTransaction(world.now(), charge, world.settings)
  )
  charge.balance_transaction = booked.id
}

function pendingCharge(world: World, intent: PaymentIntent): Charge {
  const charge = world.store.charges.get(intent.latest_charge ?? '')
  if (intent.status !== 'processing' || charge?.status !== 'pending') {
    throw invalidRequest(
      `This PaymentIntent is not waiting for a delayed payment: its status is ${intent.status}.`
    )
  }
  return charge
}
