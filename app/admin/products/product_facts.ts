import { urlFor } from '@adonisjs/core/services/url_builder'
import { code, fact, figure, pill, text, time } from '#records/declarations/cells'
import type { FormRow } from '#records/declarations/fields'
import { type PriceColumns, priceText } from '#catalogue/prices/price_text'
import type { Aside } from '#records/declarations/resource'
import { stripeUrl } from '#admin/stripe_mode'
import { readTime } from '#database/columns'

type PriceRow = PriceColumns & { id: number; stripe_id: string }

/**
 * Stripe's values of a product, beside the form. They are changed on pages of their own.
 */
export function productAside(row: FormRow): Aside {
  const prices = row.prices as PriceRow[]
  const id: number = row.id
  const href = stripeUrl(row.stripe_id)
  return {
    title: 'From Stripe',
    link: href ? { text: 'Edit in Stripe', href } : null,
    facts: [
      fact('Name', text(row.stripe_name)),
      fact('Description', text(row.stripe_description)),
      fact('State', stripeState(row)),
      fact('Product', code(row.stripe_id, href)),
      fact('Prices', figure(String(row.price_count))),
      fact('Copied', time(readTime(row.synced_at))),
      fact(
        'Compared',
        row.differs ? pill('Differs from Stripe', 'warn') : text('Says the same, as far as copied')
      ),
    ],
    pages: [
      { key: 'stripe', text: 'Compare with Stripe now', href: urlFor('admin.drift.show', { id }) },
      {
        key: 'texts',
        text: 'Change name or description',
        needs: 'catalogue.change',
        href: urlFor('admin.stripe_texts.edit', { id }),
      },
      {
        key: 'prices',
        text: 'Add and change prices',
        needs: 'catalogue.change',
        href: urlFor('admin.prices.index', { id }),
      },
    ],
    list:
      prices.length === 0
        ? null
        : {
            title: 'Prices',
            entries: prices.map((price) => ({
              text: priceText(price),
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
