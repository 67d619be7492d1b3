import stripeConfig from '#config/stripe'

/** Which Stripe this store speaks with; it stands in the header of every page of the panel. */
export type StripeMode = 'local' | 'test' | 'live' | 'none'

/** Stripe's own pages for what it keeps. */
const PAGES = {
  product: 'products',
  price: 'prices',
  payment: 'payments',
  subscription: 'subscriptions',
  customer: 'customers',
  event: 'events',
} as const

export type StripePage = keyof typeof PAGES

/** Which of Stripe's pages shows an object, by the beginning of its id. */
const PAGE_OF_PREFIX: Record<string, StripePage> = {
  prod: 'product',
  price: 'price',
  pi: 'payment',
  ch: 'payment',
  sub: 'subscription',
  cus: 'customer',
  evt: 'event',
}

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
 * Where Stripe's dashboard shows an object, in the mode of this store; the local Stripe has one
 * dashboard for everything.
 * @returns null for kinds of objects that have no page of their own
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
