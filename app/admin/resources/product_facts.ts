import { code, type Fact, fact, figure, pill, text, time } from '#admin/cells'
import type { FormRow } from '#admin/fields'
import { type PriceColumns, priceWords } from '#admin/price_words'
import { stripeUrl } from '#admin/stripe_mode'
import { readTime } from '#database/columns'

type PriceRow = PriceColumns & { id: number; stripe_id: string }

/** A price of a product, as its facts show it. */
export interface PriceFact {
  words: string
  stripeId: string
  isDefault: boolean
}

/**
 * What Stripe says about a product; it is changed there.
 */
export function productFacts(row: FormRow): {
  facts: Fact[]
  prices: PriceFact[]
  editHref: string | null
} {
  const prices = row.prices as PriceRow[]
  return {
    editHref: stripeUrl(row.stripe_id),
    facts: [
      fact('Name', text(row.stripe_name)),
      fact('Description', text(row.stripe_description)),
      fact('State', stripeState(row)),
      fact('Product', code(row.stripe_id, stripeUrl(row.stripe_id))),
      fact('Prices', figure(String(prices.length))),
      fact('Copied', time(readTime(row.synced_at))),
    ],
    prices: prices.map((price) => ({
      words: priceWords(price),
      stripeId: price.stripe_id,
      isDefault: price.id === row.default_price_id,
    })),
  }
}

function stripeState(row: FormRow) {
  if (row.gone_at) {
    return pill('Deleted', 'bad')
  }
  return row.stripe_active ? pill('Active', 'good') : pill('Archived', 'warn')
}
