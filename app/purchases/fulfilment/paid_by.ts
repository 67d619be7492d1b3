import type Stripe from 'stripe'
import { canonicalEmail } from '#shared/email_address'
import type User from '#models/user'
import { idOf } from '#stripe/stripe_objects'

/** By what a payment is recognized as an account's. */
export interface PaidBy {
  /** The customers at Stripe that belong to the account. */
  customerStripeIds: string[]
  /** The account's address in its one spelling; null where it does not count. */
  email: string | null
}

/**
 * Whether the customer or the address of a Checkout Session is the account's. An id that this store
 * gave out never decides: a restored backup gives row ids out again, to somebody else.
 */
export function belongsToAccount(
  session: Stripe.Checkout.Session,
  { customerStripeIds, email }: PaidBy
): boolean {
  const customerId = idOf(session.customer)
  return (
    (customerId !== null && customerStripeIds.includes(customerId)) ||
    (email !== null && emailOf(session) === email)
  )
}

/** The address with which a session was paid, in its one spelling; null where there is none. */
export function emailOf({
  customer_details: details,
  customer_email: given,
}: Stripe.Checkout.Session): string | null {
  const email = details?.email ?? given ?? null
  return email === null ? null : canonicalEmail(email)
}

/**
 * By what payments are recognized as an account's.
 * @param email null where its address does not count
 * @param customerId a further customer at Stripe that is its
 */
export function paidBy(user: User, email: string | null, customerId?: string | null): PaidBy {
  const ids = [user.stripeCustomerId, customerId]
  return { customerStripeIds: ids.filter((id) => typeof id === 'string'), email }
}
