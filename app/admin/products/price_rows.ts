import { type Cell, number, pills, text, time } from '#records/declarations/cells'
import type { Tone } from '#shared/tone'
import { priceText } from '#catalogue/prices/price_text'
import { unsellableText } from '#catalogue/prices/unsellable_reason'
import { stripeUrl } from '#admin/stripe_mode'
import type { ProductPrice } from '#catalogue/prices/find_product_prices'

/** A price as a row of the page, with what may be done with it. */
export interface PriceRow {
  id: number
  words: string
  cells: Cell[]
  isReplaceable: boolean
  isArchivable: boolean
  isRestorable: boolean
  mayBeDefault: boolean
}

export const PRICE_HEADS: { label: string; align?: 'right' }[] = [
  { label: 'Price' },
  { label: 'State' },
  { label: 'Made' },
  { label: 'Purchases', align: 'right' },
]

/**
 * A price of a product as a row of its page.
 */
export function viewPriceRow(price: ProductPrice): PriceRow {
  const isSold = Boolean(price.active) && !price.gone_at
  const words = priceText({ ...price, active: true, gone_at: null })
  const isDefault = price.is_default_here && price.is_default_at_stripe
  return {
    id: price.id,
    words,
    cells: [
      text(words, { href: stripeUrl(price.stripe_id) ?? undefined, note: noteOf(price) }),
      pills(statesOf(price)),
      time(price.made_at),
      number(price.purchases),
    ],
    isReplaceable: isSold,
    isArchivable: isSold && !price.is_default_at_stripe,
    isRestorable: !price.active && !price.gone_at,
    mayBeDefault: isSold && !price.unsellable_reason && !isDefault,
  }
}

function statesOf(price: ProductPrice): { text: string; tone: Tone }[] {
  return [
    stateOf(price),
    ...(price.is_default_here ? [{ text: 'Default here', tone: 'info' } as const] : []),
    ...(price.is_default_at_stripe ? [{ text: 'Default at Stripe', tone: 'info' } as const] : []),
  ]
}

/** Its id in Stripe, and why it is not on sale. */
function noteOf({ stripe_id: stripeId, unsellable_reason: reason }: ProductPrice): string {
  return reason === null ? stripeId : `${stripeId} · ${unsellableText(reason)}`
}

function stateOf(price: ProductPrice): { text: string; tone: Tone } {
  const { active, gone_at: goneAt, unsellable_reason: reason } = price
  if (goneAt) {
    return { text: 'Deleted', tone: 'bad' }
  }
  if (active && reason !== null) {
    return { text: 'Not on sale', tone: 'bad' }
  }
  return active ? { text: 'Active', tone: 'good' } : { text: 'Archived', tone: 'neutral' }
}
