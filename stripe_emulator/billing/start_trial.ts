import { refuseEnded } from '#stripe_emulator/billing/cancel_subscription'
import { issueInvoice, markInvoicePaid } from '#stripe_emulator/billing/invoices'
import { detailsOf } from '#stripe_emulator/billing/subscription_details'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type { Subscription } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

export interface TrialInput {
  /** Seconds since 1970. */
  end: number
  /** Whether the buyer's payment method is removed, as for a trial that asked for none. */
  withoutMethod?: boolean
  /** What happens at the end without one. */
  missingPaymentMethod?: 'cancel' | 'create_invoice' | 'pause'
}

/**
 * Starts or prolongs a trial of a running subscription, as a merchant does in the dashboard. Its period
 * lasts until the end of the trial, and has an invoice of nothing.
 *
 * @throws StripeError if it has ended, or for an end in the past
 */
export function startTrial(
  world: World,
  subscription: Subscription,
  { end, withoutMethod = false, missingPaymentMethod }: TrialInput
): Subscription {
  refuseEnded(subscription)
  if (end <= world.now()) {
    throw invalidRequest('Invalid timestamp: must be an integer Unix timestamp in the future.', {
      param: 'trial_end',
    })
  }
  const { status, trial_end: trialEnd, items, latest_invoice: latestInvoice } = subscription
  const previous = structuredClone({
    status,
    trial_end: trialEnd,
    items,
    latest_invoice: latestInvoice,
  })
  subscription.status = 'trialing'
  subscription.trial_start ??= world.now()
  subscription.trial_end = end
  if (withoutMethod) {
    subscription.default_payment_method = null
  }
  if (missingPaymentMethod) {
    subscription.trial_settings.end_behavior.missing_payment_method = missingPaymentMethod
  }
  const details = detailsOf(world, subscription)
  details.anchor = end
  details.periods = 0
  for (const item of subscription.items.data) {
    item.current_period_start = world.now()
    item.current_period_end = end
  }
  const invoice = issueInvoice(world, {
    customer: subscription.customer,
    currency: subscription.currency,
    reason: 'subscription_update',
    lines: subscription.items.data.map((item) => ({
      price: item.price,
      quantity: item.quantity,
      amount: 0,
      discount: 0,
      description: 'Trial period',
      period: { start: world.now(), end },
      subscriptionItem: item.id,
    })),
    subscription,
  })
  subscription.latest_invoice = invoice.id
  world.raise('customer.subscription.updated', subscription, previous)
  markInvoicePaid(world, invoice)
  return subscription
}
