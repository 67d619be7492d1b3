import type Stripe from 'stripe'
import type { PaidLine } from '#stripe/payment_gateway'
import { idOf, safeAmount } from '#stripe/stripe_objects'

/**
 * The lines of an invoice with what each comes to. Stripe gives the amount of a line before discounts
 * and without the taxes that are added to it.
 *
 * Source: https://docs.stripe.com/api/invoice-line-item/object
 */
export function paidLines(lines: Stripe.InvoiceLineItem[]): PaidLine[] {
  return lines.map((line) => {
    const discount = sum(line.discount_amounts ?? [])
    const taxes = line.taxes ?? []
    const added = sum(taxes.filter((tax) => tax.tax_behavior === 'exclusive'))
    return {
      productStripeId: idOf(line.pricing?.price_details?.product),
      subscriptionItemId: line.parent?.subscription_item_details?.subscription_item ?? null,
      subtotalAmount: safeAmount(line.amount),
      discountAmount: discount,
      taxAmount: sum(taxes),
      totalAmount: safeAmount(line.amount - discount + added),
    }
  })
}

function sum(parts: { amount: number }[]): number {
  return parts.reduce((total, { amount }) => total + amount, 0)
}
