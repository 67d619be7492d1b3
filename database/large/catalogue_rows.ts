import { type Part, stamps } from '#database/large/large_store'
import { productTitle, stripeId } from '#database/large/names_and_ids'
import { isSubscription, productAmount } from '#database/large/purchase_story'
import { scramble } from '#database/large/scatter'
import { withSearchText } from '#database/search_text'
import { slugFrom } from '#shared/slug'

/** Purposes of random values, see `share`. */
const DIGEST = 20
const FILE = 21

const MEGABYTE = 1024 * 1024

const products = (numbers: { products: number }) => numbers.products

/** Products, each with a price and a file with one release. */
export const catalogueParts: Part[] = [
  {
    name: 'products',
    table: 'products',
    count: products,
    row: (n, { calendar }) => ({
      stripe_id: stripeId('prod', n),
      livemode: false,
      ...withSearchText('products', {
        name: productTitle(n),
        description: 'Made up, to see how the store does with many of them.',
      }),
      images: [],
      active: true,
      default_price_stripe_id: stripeId('price', n),
      metadata: {},
      stripe_data: {},
      synced_at: calendar.end,
      sync_version: 1,
      ...stamps(calendar.at(0)),
    }),
  },
  {
    name: 'prices',
    table: 'prices',
    count: products,
    row: (n, { calendar, firstIds }) => ({
      stripe_id: stripeId('price', n),
      livemode: false,
      product_id: firstIds.products + n,
      currency: 'usd',
      unit_amount: productAmount(n),
      unit_amount_decimal: String(productAmount(n)),
      type: isSubscription(n) ? 'recurring' : 'one_time',
      interval: isSubscription(n) ? 'month' : null,
      interval_count: isSubscription(n) ? 1 : null,
      active: true,
      stripe_data: {},
      synced_at: calendar.end,
      sync_version: 1,
      ...stamps(calendar.at(0)),
    }),
  },
  {
    name: 'product_configurations',
    table: 'product_configurations',
    count: products,
    row: (n, { calendar, firstIds }) => ({
      product_id: firstIds.products + n,
      slug: slugFrom(productTitle(n)),
      is_active: n % 20 !== 19,
      is_listed: true,
      position: n,
      default_price_id: firstIds.prices + n,
      may_buy_again: false,
      refund_ends_access: true,
      lock_version: 1,
      ...stamps(calendar.at(0)),
    }),
  },
  {
    name: 'product_slugs',
    table: 'product_slugs',
    count: products,
    row: (n, { calendar, firstIds }) => ({
      slug: slugFrom(productTitle(n)),
      product_configuration_id: firstIds.product_configurations + n,
      created_at: calendar.at(0),
    }),
  },
  {
    name: 'product_files',
    table: 'product_files',
    count: products,
    row: (n, { calendar, firstIds }) => ({
      reference: scramble(n, FILE, '0123456789ABCDEFGHJKMNPQRSTVWXYZ', 10),
      product_configuration_id: firstIds.product_configurations + n,
      label: productTitle(n),
      position: 0,
      ...stamps(calendar.at(0)),
    }),
  },
  {
    name: 'file_releases',
    table: 'file_releases',
    count: products,
    row: (n, { calendar, firstIds }) => ({
      product_file_id: firstIds.product_files + n,
      version: '1',
      disk: 'local',
      storage_key: `large/${n}`,
      filename: `${slugFrom(productTitle(n))}.zip`,
      size: (n + 1) * MEGABYTE,
      content_type: 'application/zip',
      sha256: scramble(n, DIGEST, '0123456789abcdef', 64),
      status: 'released',
      released_at: calendar.at(0),
      ...stamps(calendar.at(0)),
    }),
  },
]
