import type { LargeStore } from '#database/large/large_store'
import type { LargeNumbers } from '#database/large/numbers'
import { choose, share } from '#database/large/scatter'
import type { PurchaseStatus } from '#models/purchase_status'

/** Purposes of random values, see `share`. */
const BUYER = 10
const PRODUCT = 11
const STATUS = 12
const GRANTED = 13
const CURRENCY = 14
const AMOUNT = 15

/** The share of purchases, the oldest ones, that were imported from another store. */
const IMPORTED = 0.04

/** Exponent of the popularity of products; above 1 the first ones sell more. */
const POPULARITY = 3

/** One of this many products is a subscription. */
const RECURRING_EVERY = 5

const CURRENCIES = ['usd', 'usd', 'usd', 'usd', 'usd', 'usd', 'eur', 'eur', 'eur', 'gbp', 'jpy']

/** Statuses and their shares, from the most to the least frequent. */
const ONCE: [PurchaseStatus, number][] = [
  ['active', 0.955],
  ['refunded', 0.03],
  ['failed', 0.008],
  ['disputed', 0.004],
  ['lost', 0.003],
]
const AGAIN: [PurchaseStatus, number][] = [
  ['active', 0.52],
  ['lapsed', 0.44],
  ['past_due', 0.02],
  ['refunded', 0.02],
]

/** Purchases after this part of all have a pending payment. */
const PENDING_FROM = 0.9995

/** The facts of one purchase, from which its rows are made. Amounts are in the minor unit. */
export interface PurchaseStory {
  /** Its position among all purchases, from 0 to 1. */
  part: number
  boughtAt: Date
  buyer: number
  product: number
  source: 'stripe' | 'grant' | 'import'
  status: PurchaseStatus
  currency: string
  subtotal: number
  discount: number
  total: number
  isRecurring: boolean
}

/**
 * The facts of the purchase with this number, always the same for the same number.
 */
export function tellPurchase(n: number, { numbers, calendar }: LargeStore): PurchaseStory {
  const part = (n + 1) / numbers.purchases
  const product = Math.floor(numbers.products * share(n, PRODUCT) ** POPULARITY)
  const buyer = buyerOf(n, part, numbers)
  const source = sourceOf(n, part)
  const isRecurring = isSubscription(product)
  const currency = choose(CURRENCIES, buyer, CURRENCY)
  const subtotal = source === 'grant' ? 0 : productAmount(product)
  const discount = n % 10 === 0 ? Math.floor(subtotal / 5) : 0
  return {
    part,
    boughtAt: calendar.at(part),
    buyer,
    product,
    source,
    status: source === 'stripe' ? statusOf(n, part, isRecurring, numbers) : 'active',
    currency,
    subtotal,
    discount,
    total: subtotal - discount,
    isRecurring,
  }
}

/** Whether the product with this number is sold as a monthly subscription. */
export function isSubscription(product: number): boolean {
  return product % RECURRING_EVERY === RECURRING_EVERY - 1
}

/** The price of a product in the currency's minor unit. */
export function productAmount(product: number): number {
  return 500 + 100 * Math.floor(share(product, AMOUNT) * 95)
}

/** The first customer makes one purchase in ten; the others only after they signed up. */
function buyerOf(n: number, part: number, { customers }: LargeNumbers): number {
  return n % 10 === 3 ? 0 : Math.floor(share(n, BUYER) * Math.max(1, part * customers))
}

function sourceOf(n: number, part: number): PurchaseStory['source'] {
  if (part < IMPORTED) {
    return 'import'
  }
  return share(n, GRANTED) < 0.01 ? 'grant' : 'stripe'
}

function statusOf(n: number, part: number, isRecurring: boolean, { purchases }: LargeNumbers) {
  if (part > PENDING_FROM) {
    return 'pending'
  }
  if (n % Math.ceil(purchases / 4) === 3) {
    return 'mismatch'
  }
  let rest = share(n, STATUS)
  const states = isRecurring ? AGAIN : ONCE
  return states.find(([, size]) => (rest -= size) < 0)?.[0] ?? 'active'
}
