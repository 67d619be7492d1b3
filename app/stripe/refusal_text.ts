import type { PaymentGatewayError } from '#stripe/payment_gateway'
import { causeOf, type RefusalCause } from '#stripe/stripe_refusals'

/** What is wrong, and what the owner does about it. In English. */
interface RefusalText {
  problem: string
  fix: string
}

const API_KEYS = 'in Stripe under Developers, API keys'

const TEXTS: Record<RefusalCause, RefusalText> = {
  no_key: {
    problem: 'No key for Stripe is set',
    fix: 'Set STRIPE_SECRET_KEY and restart the store',
  },
  key: {
    problem: 'Stripe refuses the key',
    fix: `Set STRIPE_SECRET_KEY to a key that is valid ${API_KEYS}, and restart the store`,
  },
  right: {
    problem: 'The restricted key has no right to this',
    fix: `Give the key the right that the message names, ${API_KEYS}; the README lists all that are needed`,
  },
  account: {
    problem: 'Stripe does not let the account take payments',
    fix: 'Open https://dashboard.stripe.com/account and complete what Stripe asks for',
  },
  portal: {
    problem: 'The settings of the billing portal were never saved in Stripe',
    fix: 'Save them once at https://dashboard.stripe.com/settings/billing/portal, and for test mode at https://dashboard.stripe.com/test/settings/billing/portal',
  },
  customer: {
    problem: 'Stripe no longer has the customer',
    fix: 'See in Stripe whether the customer was deleted; a new purchase creates another one',
  },
  price: {
    problem: 'Stripe does not sell this price',
    fix: 'Archive the price, or create one that Stripe sells',
  },
  unknown_origin: {
    problem: 'Stripe uses a custom domain that the store does not know',
    fix: 'Add the origin to STRIPE_CHECKOUT_ORIGINS and restart the store',
  },
  clock: {
    problem:
      'The clock of this machine differs from Stripe’s, so what one sends is too old or too early for the other',
    fix: 'Set the clock of this machine, by NTP',
  },
  thin_events: {
    problem: 'An event destination in Stripe sends thin events, which the store does not read',
    fix: 'Delete that destination in Stripe under Developers, Webhooks; the store needs one with snapshot events, which ecommerce:webhook creates',
  },
  other: {
    problem: 'Stripe refuses this',
    fix: 'Stripe’s message says why; the request is in Stripe under Developers, Logs',
  },
}

/**
 * A refusal in two sentences for the owner, each without its full stop.
 * @param message Stripe's own
 */
export function refusalText(cause: RefusalCause, message: string): RefusalText {
  const { problem, fix } = TEXTS[cause]
  return { problem: `${problem}: ${message.replace(/\.$/, '')}`, fix }
}

/**
 * Why a call failed, for the staff member who waits: Stripe's message, and what to do where that is
 * known. In English.
 */
export function problemOf(error: PaymentGatewayError): string {
  const cause = causeOf(error)
  if (cause === null || cause === 'other' || cause === 'price' || cause === 'customer') {
    return error.message
  }
  const { problem, fix } = refusalText(cause, error.message)
  return `${problem} — ${fix}.`
}

/**
 * How staff read a failed call: `unavailable` it may work in a moment, `refused` it never will, or
 * `blocked` it will once the key or its rights are changed.
 */
export function failureType(error: PaymentGatewayError): 'unavailable' | 'refused' | 'blocked' {
  if (error.isTemporary) {
    return 'unavailable'
  }
  return error.reason === 'refused' || error.reason === 'not_found' ? 'refused' : 'blocked'
}
