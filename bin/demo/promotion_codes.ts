import type { DemoSettings } from './settings.js'

/** What buyers may type on the payment page, and how many percent it takes off. */
export const demoCodes = [
  { code: 'WELCOME20', percentOff: 20 },
  { code: 'GIFT', percentOff: 100 },
] as const

/**
 * Makes the codes at the local Stripe that it does not have yet.
 * @throws Error where the local Stripe refuses one
 */
export async function makePromotionCodes(settings: DemoSettings) {
  for (const { code, percentOff } of demoCodes) {
    const known = await callStripe(settings, `promotion_codes?code=${code}`)
    if (known.data.length === 0) {
      const coupon = await callStripe(settings, 'coupons', {
        percent_off: String(percentOff),
        duration: 'once',
      })
      await callStripe(settings, 'promotion_codes', {
        code,
        'promotion[type]': 'coupon',
        'promotion[coupon]': coupon.id,
      })
    }
  }
}

async function callStripe(
  { stripeUrl, environment }: DemoSettings,
  path: string,
  form?: Record<string, string>
) {
  const answer = await fetch(`${stripeUrl}/v1/${path}`, {
    method: form ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${environment.STRIPE_SECRET_KEY}` },
    body: form && new URLSearchParams(form),
  })
  if (!answer.ok) {
    throw new Error(`The local Stripe made no promotion code: ${await answer.text()}`)
  }
  return (await answer.json()) as { id: string; data: unknown[] }
}
