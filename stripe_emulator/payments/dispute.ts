import { findOrFail } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId } from '#stripe_emulator/ids'
import type { Charge, Dispute, DisputeStatus } from '#stripe_emulator/objects'
import { buildBalanceTransaction } from '#stripe_emulator/payments/build'
import type { World } from '#stripe_emulator/world'

/** Seconds in which evidence can be submitted. */
const TIME_FOR_EVIDENCE = 7 * 24 * 60 * 60

/** The final statuses of disputes and inquiries. */
export const OUTCOMES = ['won', 'lost', 'warning_closed', 'prevented'] as const
export type DisputeOutcome = (typeof OUTCOMES)[number]

export interface DisputeInput {
  payment_intent: string
  /** In the currency's minor unit; default: the whole charge. */
  amount?: number
  reason?: string
  /** Default: `needs_response`; an inquiry starts with `warning_needs_response`. */
  status?: DisputeStatus
}

/**
 * Opens a dispute, which withdraws the funds, or an inquiry, which does not.
 *
 * @throws StripeError for an unknown or unpaid payment
 */
export function openDispute(world: World, input: DisputeInput): Dispute {
  const param = 'payment_intent'
  const intent = findOrFail(world.store.paymentIntents, param, input.payment_intent, param)
  const charge = world.store.charges.get(intent.latest_charge ?? '')
  if (charge?.status !== 'succeeded') {
    throw invalidRequest(`The payment ${intent.id} has no successful charge to dispute.`)
  }
  const dispute = world.store.disputes.add(buildDispute(world, charge, input))
  charge.disputed = true
  world.raise('charge.dispute.created', dispute)
  if (!isInquiry(dispute.status)) {
    moveFunds(world, dispute, 'charge.dispute.funds_withdrawn')
  }
  return dispute
}

/** Raises an early fraud warning about a payment; it does not withdraw the funds. */
export function warnOfFraud(world: World, paymentIntentId: string) {
  const intent = findOrFail(world.store.paymentIntents, 'payment_intent', paymentIntentId)
  return world.raise('radar.early_fraud_warning.created', {
    id: newId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: intent.latest_charge,
    created: world.now(),
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    payment_intent: intent.id,
  })
}

/**
 * Adds evidence and puts the dispute under review.
 * @throws StripeError if it is closed
 */
export function submitEvidence(
  world: World,
  dispute: Dispute,
  evidence: Record<string, unknown>
): Dispute {
  refuseEnded(dispute)
  const previous = structuredClone({ status: dispute.status, evidence: dispute.evidence })
  dispute.evidence = { ...dispute.evidence, ...evidence }
  dispute.evidence_details.has_evidence = true
  dispute.evidence_details.submission_count += 1
  dispute.status = isInquiry(dispute.status) ? 'warning_under_review' : 'under_review'
  world.raise('charge.dispute.updated', dispute, previous)
  return dispute
}

/**
 * Closes a dispute; unless it is lost, withdrawn funds are returned.
 * @throws StripeError if closed
 */
export function endDispute(world: World, dispute: Dispute, outcome: DisputeOutcome): Dispute {
  refuseEnded(dispute)
  const previous = { status: dispute.status }
  const hadFunds = !isInquiry(dispute.status)
  dispute.status = outcome
  if (hadFunds && outcome !== 'lost') {
    moveFunds(world, dispute, 'charge.dispute.funds_reinstated')
  }
  const charge = world.store.charges.get(dispute.charge)
  if (charge && world.settings.disputedAfterClosing === 'cleared') {
    charge.disputed = false
  }
  world.raise('charge.dispute.closed', dispute, previous)
  return dispute
}

/** Whether the dispute has a final status. */
export function hasEnded({ status }: Dispute): boolean {
  return OUTCOMES.some((outcome) => outcome === status)
}

function refuseEnded(dispute: Dispute) {
  if (hasEnded(dispute)) {
    throw invalidRequest(`The dispute ${dispute.id} is already closed: ${dispute.status}.`)
  }
}

function isInquiry(status: DisputeStatus): boolean {
  return status.startsWith('warning_')
}

function moveFunds(world: World, dispute: Dispute, type: string) {
  const booked = world.store.balanceTransactions.add(
    buildBalanceTransaction(
      world.now(),
      {
        id: dispute.id,
        object: 'adjustment',
        amount: type.endsWith('withdrawn') ? dispute.amount : -dispute.amount,
        currency: dispute.currency,
      },
      world.settings
    )
  )
  dispute.balance_transactions = [...(dispute.balance_transactions as object[]), booked]
  world.raise(type, dispute)
}

function buildDispute(world: World, charge: Charge, input: DisputeInput): Dispute {
  const status = input.status ?? 'needs_response'
  return {
    id: newId('dp'),
    object: 'dispute',
    amount: input.amount ?? charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE },
    evidence_details: {
      due_by: world.now() + TIME_FOR_EVIDENCE,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: isInquiry(status),
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: 'visa',
        case_type: isInquiry(status) ? 'inquiry' : 'chargeback',
        network: 'visa',
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason: input.reason ?? 'general',
    status,
  }
}

const NO_EVIDENCE = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}
