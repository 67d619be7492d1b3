import stripeConfig from '#config/stripe'

/** The Stripe that this store is connected to, as the panel's header shows it. */
export type StripeMode = 'local' | 'test' | 'live' | 'none'

/** The pages of Stripe's dashboard. */
const PAGES = {
  product: 'products',
  price: 'prices',
  payment: 'payments',
  subscription: 'subscriptions',
  customer: 'customers',
  event: 'events',
} as const

export type StripePage = keyof typeof PAGES

/** The dashboard page of an object, by the prefix of its id. */
const PAGE_OF_PREFIX: Record<string, StripePage> = {
  prod: 'product',
  price: 'price',
  pi: 'payment',
  ch: 'payment',
  sub: 'subscription',
  cus: 'customer',
  evt: 'event',
}

/** The mode of this store's Stripe key; `local` for the local Stripe, `none` without a key. */
export function stripeMode(): StripeMode {
  if (stripeConfig.apiBase) {
    return 'local'
  }
  if (stripeConfig.secretKey === '') {
    return 'none'
  }
  return /^(sk|rk)_live_/.test(stripeConfig.secretKey) ? 'live' : 'test'
}

/**
 * The URL of an object in Stripe's dashboard, in this store's mode. The local Stripe has one
 * dashboard page for everything.
 * @returns null for objects without a page of their own
 */
export function stripeUrl(id: string | null): string | null {
  const page = PAGE_OF_PREFIX[id?.split('_')[0] ?? '']
  if (!id || !page) {
    return null
  }
  const mode = stripeMode()
  if (mode === 'local') {
    return `${stripeConfig.apiBase?.replace(/\/$/, '')}/dashboard`
  }
  const root =
    mode === 'live' ? 'https://dashboard.stripe.com' : 'https://dashboard.stripe.com/test'
  return `${root}/${PAGES[page]}/${encodeURIComponent(id)}`
}
