import Purchase from '#models/purchase'
import { stripe } from '#tests/helpers/stripe/stripe'

/** What buyers are told that their next renewals cost, where Stripe will charge something else. */
export async function brokenPromises(): Promise<string[]> {
  const promised = await Purchase.query().whereNotNull('renewalAmount').orderBy('id')
  const bySubscription = Map.groupBy(promised, ({ subscriptionId }) => subscriptionId!)
  const found: string[] = []
  for (const [subscription, purchases] of bySubscription) {
    const { amount_due: due } = await stripe.invoices.createPreview({ subscription })
    const sum = purchases.reduce((total, { renewalAmount }) => total + renewalAmount!, 0)
    if (due !== sum) {
      found.push(`${subscription} costs ${due}, not ${sum}`)
    }
  }
  return found
}
