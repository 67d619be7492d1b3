import type { UnsellableReason } from '#catalogue/prices/unsellable_reason'
import { formatMoney } from '#shared/money'

/** The columns of a price that its text is made of. */
export interface PriceColumns {
  unit_amount: number | null
  currency: string
  interval: string | null
  interval_count: number | null
  nickname: string | null
  active: boolean | number
  gone_at: unknown
  unsellable_reason?: UnsellableReason | null
}

/**
 * A price in one line, so that staff can tell it from the product's other prices. In English.
 */
export function priceText(price: PriceColumns): string {
  const amount =
    price.unit_amount === null
      ? `${price.currency.toUpperCase()}, ${price.unsellable_reason ? 'no single amount' : 'chosen by the buyer'}`
      : formatMoney(price.unit_amount, price.currency, 'en')
  const state = price.gone_at ? 'deleted at Stripe' : price.active ? null : 'archived at Stripe'
  return [`${amount}${intervalText(price)}`, price.nickname, state].filter(Boolean).join(' · ')
}

/** " / month", " / 3 months", or nothing for a one-time price. */
export function intervalText(price: {
  interval: string | null
  interval_count: number | null
}): string {
  if (price.interval === null) {
    return ''
  }
  const count = price.interval_count ?? 1
  return count === 1 ? ` / ${price.interval}` : ` / ${count} ${price.interval}s`
}
