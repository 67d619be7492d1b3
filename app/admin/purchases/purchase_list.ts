import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { code, money, pill, text, time } from '#records/declarations/cells'
import type { ListDeclaration, ListQuery } from '#records/declarations/list'
import {
  BUYER_EMAIL,
  idsByAddress,
  IS_WAITING,
  JOINED_EMAIL,
  thatWait,
} from '#buyers/purchases_for_staff'
import { LEFT_JOIN_ACCOUNTS, ofBuyer } from '#buyers/purchases_of'
import { emailBegins } from '#records/declarations/text_conditions'
import { productName, userName } from '#admin/chip_names'
import {
  PURCHASE_SOURCES,
  STATUS_LABELS,
  purchaseStatus,
  WAITING,
} from '#admin/purchases/purchase_labels'
import { stripeIdKind } from '#stripe/stripe_ids'
import { panelReader } from '#admin/panel_reader'
import { priceName } from '#catalogue/prices/price_name'
import { json, readTime } from '#database/columns'
import type { PriceSnapshot } from '#models/purchase'
import { HAS_SEVERAL_PRICES } from '#purchases/find_price_names'
import { readableEmail } from '#shared/email_address'
import { MONEY_IN_HAND, sumMoneyInHand } from '#purchases/money_in_hand'

interface PurchaseRow {
  id: number
  reference: string
  email: string
  product: string
  status: string
  is_waiting: boolean | number
  source: string
  total_amount: number
  currency: string
  purchased_at: string | Date
  price_snapshot: unknown
  checkout_session_id: string | null
  has_several_prices: boolean | number
  in_hand: number
}

/** The list of purchases and grants. */
export const purchaseList: ListDeclaration<PurchaseRow> = {
  table: 'purchases',
  from: () => db.from('purchases'),
  join: (query) =>
    query
      .joinRaw(LEFT_JOIN_ACCOUNTS)
      .join(
        'product_configurations',
        'product_configurations.id',
        'purchases.product_configuration_id'
      )
      .join('products', 'products.id', 'product_configurations.product_id'),
  select: (query) =>
    query.select(
      'purchases.reference',
      'purchases.status',
      'purchases.source',
      'purchases.total_amount',
      'purchases.currency',
      'purchases.purchased_at',
      'purchases.price_snapshot',
      'purchases.checkout_session_id',
      db.raw(`${JOINED_EMAIL} as email`),
      db.raw(`${IS_WAITING} as is_waiting`),
      db.raw(`${HAS_SEVERAL_PRICES} as has_several_prices`),
      db.raw(`${MONEY_IN_HAND} as in_hand`),
      db.raw('coalesce(product_configurations.name_override, products.name) as product')
    ),
  columns: [
    {
      key: 'reference',
      label: 'Reference',
      cell: (row) => code(row.reference, urlFor('admin.purchases.show', { id: row.id })),
    },
    {
      key: 'buyer',
      label: 'Buyer',
      cell: (row) =>
        text(readableEmail(row.email), {
          note: row.is_waiting ? WAITING : undefined,
        }),
    },
    {
      key: 'product',
      label: 'Product',
      cell: (row) => text(row.product, { note: boughtPrice(row) ?? undefined }),
    },
    {
      key: 'price',
      label: 'Price',
      isOptional: true,
      isExported: true,
      cell: (row) => text(boughtPrice(row)),
    },
    {
      key: 'state',
      label: 'State',
      cell: (row) => {
        const { text: label, tone } = purchaseStatus(row.status)
        return pill(label, tone)
      },
    },
    {
      key: 'source',
      label: 'Source',
      cell: (row) => text(PURCHASE_SOURCES[row.source] ?? row.source),
    },
    {
      key: 'total',
      label: 'Total',
      sort: 'total',
      align: 'right',
      isMoney: true,
      cell: (row) => money(row.total_amount, row.currency),
    },
    {
      key: 'in_hand',
      label: 'In hand',
      align: 'right',
      isMoney: true,
      isOptional: true,
      isExported: true,
      cell: (row) => money(Number(row.in_hand), row.currency),
    },
    {
      key: 'checkout',
      label: 'Checkout',
      isOptional: true,
      isExported: true,
      cell: (row) => code(row.checkout_session_id),
    },
    {
      key: 'bought',
      label: 'Bought',
      sort: 'bought',
      cell: (row) => time(readTime(row.purchased_at)),
    },
  ],
  search: {
    hint: 'Start of an e-mail or of its @… part, reference, or cs_… pi_… sub_… cus_… in_… re_… dp_…',
    apply: search,
    check: (query, term) =>
      stripeIdKind(term) === null ? isNamedBy(query, term) : search(query, term),
  },
  filters: [
    {
      kind: 'choice',
      key: 'status',
      label: 'State',
      choices: [
        ...Object.entries(STATUS_LABELS).map(([value, { text: label }]) => ({
          value,
          label,
          apply: (query: ListQuery) => void query.where('purchases.status', value),
        })),
        {
          value: 'waiting',
          label: WAITING,
          apply: thatWait,
        },
      ],
    },
    {
      kind: 'choice',
      key: 'source',
      label: 'Source',
      choices: Object.entries(PURCHASE_SOURCES).map(([value, label]) => ({
        value,
        label,
        apply: (query) => void query.where('purchases.source', value),
      })),
    },
    {
      kind: 'amounts',
      key: 'total',
      label: 'Total',
      column: 'purchases.total_amount',
      currencyColumn: 'purchases.currency',
    },
    { kind: 'dates', key: 'bought', label: 'Bought', column: 'purchases.purchased_at' },
    {
      kind: 'relation',
      key: 'product',
      label: 'Product',
      picks: 'products',
      apply: (query, id) => void query.where('purchases.product_configuration_id', id),
      name: productName,
    },
    {
      kind: 'relation',
      key: 'user',
      label: 'Buyer',
      picks: 'customers',
      apply: (query, id) => void query.where(ofBuyer({ type: 'account', userId: id })),
      name: userName,
    },
  ],
  sorts: {
    bought: { expression: 'purchases.purchased_at' },
    total: { expression: 'purchases.total_amount' },
  },
  defaultSort: '-bought',
  totals: { label: 'Total paid', sums: sumMoneyInHand },
  empty: {
    title: 'No purchases yet',
    text: 'Every purchase appears here as soon as it is paid, or on its way to be.',
  },
}

/** The name of the price that was bought; null where it would tell nothing. */
export function boughtPrice(row: PurchaseRow): string | null {
  const price = json.consume(row.price_snapshot) as PriceSnapshot
  return priceName(price, Boolean(row.has_several_prices), panelReader())
}

/** Each kind of search term uses the one index that fits it. */
function search(query: ListQuery, term: string) {
  switch (stripeIdKind(term)) {
    case 'cs':
      query.where('purchases.checkout_session_id', term)
      break
    case 'sub':
      query.where('purchases.subscription_id', term)
      break
    case 'cus':
      query.where('purchases.stripe_customer_id', term)
      break
    case 'pi':
    case 'in':
      query.whereIn('purchases.id', (payments) =>
        payments
          .from('payments')
          .join('payment_lines', 'payment_lines.payment_id', 'payments.id')
          .select('payment_lines.purchase_id')
          .where('payments.stripe_id', term)
          .orWhere('payments.payment_intent_id', term)
      )
      break
    case 're':
      limitToReversed('refunds', query, term)
      break
    case 'dp':
      limitToReversed('disputes', query, term)
      break
    case 'prod':
      query.whereIn('purchases.product_configuration_id', (products) =>
        products
          .from('product_configurations')
          .join('products', 'products.id', 'product_configurations.product_id')
          .select('product_configurations.id')
          .where('products.stripe_id', term)
      )
      break
    default:
      searchByText(query, term)
  }
}

/** Limits to purchases with a refund or dispute of this Stripe id. */
function limitToReversed(table: 'refunds' | 'disputes', query: ListQuery, stripeId: string) {
  query.whereIn('purchases.id', (reversals) =>
    reversals
      .from(table)
      .join('payment_lines', 'payment_lines.payment_id', `${table}.payment_id`)
      .select('payment_lines.purchase_id')
      .where(`${table}.stripe_id`, stripeId)
  )
}

/** Through the owners, who are found by the indexes on their addresses. */
function searchByText(query: ListQuery, term: string) {
  const found = idsByAddress((addresses, column) => emailBegins(addresses, column, term))
  if (isReference(term)) {
    found.unionAll(db.from('purchases').select('id').where('reference', term.toUpperCase()))
  }
  query.whereIn('purchases.id', found)
}

/** Limits to purchases with this reference, or of a buyer with this address. */
function isNamedBy(query: ListQuery, term: string) {
  query.where((either) => {
    emailBegins(either as ListQuery, BUYER_EMAIL, term)
    if (isReference(term)) {
      either.orWhere('purchases.reference', term.toUpperCase())
    }
  })
}

function isReference(term: string): boolean {
  return /^[0-9a-z]{10}$/i.test(term)
}
