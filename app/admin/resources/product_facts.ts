import { code, fact, figure, pill, text, time } from '#admin/cells'
import type { FormRow } from '#admin/fields'
import { type PriceColumns, priceWords } from '#admin/price_words'
import type { Aside } from '#admin/resource'
import { stripeUrl } from '#admin/stripe_mode'
import { readTime } from '#database/columns'

type PriceRow = PriceColumns & { id: number; stripe_id: string }

/**
 * What Stripe says about a product; it is changed there.
 */
export function productAside(row: FormRow): Aside {
  const prices = row.prices as PriceRow[]
  const href = stripeUrl(row.stripe_id)
  return {
    title: 'From Stripe',
    link: href ? { text: 'Edit in Stripe', href } : null,
    facts: [
      fact('Name', text(row.stripe_name)),
      fact('Description', text(row.stripe_description)),
      fact('State', stripeState(row)),
      fact('Product', code(row.stripe_id, href)),
      fact('Prices', figure(String(prices.length))),
      fact('Copied', time(readTime(row.synced_at))),
    ],
    list:
      prices.length === 0
        ? null
        : {
            title: 'Prices',
            entries: prices.map((price) => ({
              text: priceWords(price),
              mark: price.id === row.default_price_id ? 'Default' : null,
              code: price.stripe_id,
            })),
          },
  }
}

function stripeState(row: FormRow) {
  if (row.gone_at) {
    return pill('Deleted', 'bad')
  }
  return row.stripe_active ? pill('Active', 'good') : pill('Archived', 'warn')
}
