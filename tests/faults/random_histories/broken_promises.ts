import Purchase from '#models/purchase'
import { stripe } from '#tests/helpers/stripe/stripe'

/** What buyers are told that their next renewals cost, where Stripe will charge something else. */
export async function brokenPromises(): Promise<string[]> {
  const promised = await Purchase.query().whereNotNull('renewalAmount').orderBy('id')
  const found: string[] = []
  for (const { subscriptionId, renewalAmount } of promised) {
    const { amount_due: due } = await stripe.invoices.createPreview({
      subscription: subscriptionId!,
    })
    if (due !== renewalAmount) {
      found.push(`${subscriptionId} costs ${due}, not ${renewalAmount}`)
    }
  }
  return found
}
