import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import {
  cappedNumber,
  type Cell,
  code,
  exactAmount,
  figure,
  number,
  pills,
  text,
  time,
  toggle,
} from '#records/declarations/cells'
import type { Tone } from '#shared/tone'
import type { ListDeclaration, ListQuery } from '#records/declarations/list'
import { firstTextContains } from '#records/declarations/text_conditions'
import { priceText } from '#catalogue/prices/price_text'
import { productForm } from '#admin/products/product_form'
import { DRIFT_CONDITION } from '#catalogue_editing/drift_condition'
import { type Standing, STANDINGS } from '#catalogue/product_standing'
import { readTime } from '#database/columns'
import {
  readStanding,
  STANDING_COLUMNS,
  type StandingRow,
  whereStanding,
} from '#catalogue/standing_in_sql'

/** Purchases per product are counted up to this limit. */
const MOST_PURCHASES = 1001

/** A row with the columns of a product's states. */
export type ProductStanding = StandingRow & {
  missing_files?: number
  differs: boolean | number
}

interface ProductRow extends StandingRow {
  id: number
  slug: string
  name: string
  stripe_id: string
  unit_amount: number | null
  currency: string | null
  interval: string | null
  interval_count: number | null
  default_price_id: number | null
  position: number
  lock_version: number
  files: number
  missing_files: number
  differs: boolean | number
  purchases: number
  updated_at: string | Date
}

const NAME = 'coalesce(product_configurations.name_override, products.name)'

const WITH_FILES = `exists (select 1 from product_files
  where product_files.product_configuration_id = product_configurations.id
  and product_files.archived_at is null)`

const MISSING_FILES = `(select count(*) from product_files
  join file_releases on file_releases.product_file_id = product_files.id
  where product_files.product_configuration_id = product_configurations.id
  and product_files.archived_at is null
  and file_releases.status = 'released'
  and file_releases.missing_since is not null)`

/** The label and colour of each standing. */
const STATES: Record<Standing, { text: string; tone: Tone }> = {
  on_sale: { text: 'On sale', tone: 'good' },
  unlisted: { text: 'Unlisted', tone: 'neutral' },
  no_price: { text: 'No price', tone: 'warn' },
  scheduled: { text: 'Scheduled', tone: 'info' },
  ended: { text: 'Ended', tone: 'neutral' },
  archived_at_stripe: { text: 'Archived at Stripe', tone: 'warn' },
  gone: { text: 'Gone from Stripe', tone: 'bad' },
  draft: { text: 'Draft', tone: 'neutral' },
  archived: { text: 'Archived', tone: 'neutral' },
}

/** The list of products. */
export const productList: ListDeclaration<ProductRow> = {
  table: 'product_configurations',
  from: () =>
    db
      .from('product_configurations')
      .join('products', 'products.id', 'product_configurations.product_id')
      .leftJoin('prices', 'prices.id', 'product_configurations.default_price_id'),
  select: selectProducts,
  columns: [
    {
      key: 'product',
      label: 'Product',
      sort: 'name',
      cell: (row, back) =>
        text(row.name, {
          href: urlFor('admin.products.edit', { id: row.id }, { qs: { back } }),
        }),
    },
    { key: 'active', label: 'Active', cell: activeToggle },
    { key: 'state', label: 'State', cell: (row) => pills(productStates(row)) },
    {
      key: 'price',
      label: 'Default price',
      align: 'right',
      isMoney: true,
      cell: priceCell,
    },
    { key: 'files', label: 'Files', align: 'right', cell: (row) => number(Number(row.files)) },
    {
      key: 'purchases',
      label: 'Purchases',
      align: 'right',
      cell: (row) => cappedNumber(Number(row.purchases), MOST_PURCHASES),
    },
    {
      key: 'position',
      label: 'Position',
      sort: 'position',
      align: 'right',
      cell: (row) => number(row.position),
    },
    {
      key: 'changed',
      label: 'Changed',
      sort: 'changed',
      cell: (row) => time(readTime(row.updated_at)),
    },
    { key: 'stripe', label: 'Stripe', isOptional: true, cell: (row) => code(row.stripe_id) },
  ],
  search: {
    hint: 'Name, address or prod_… id',
    apply: (query, term) => {
      if (/^prod_/.test(term)) {
        query.where('products.stripe_id', term)
      } else {
        query.where((either) => {
          firstTextContains(either as ListQuery, 'product_configurations.search_text', term)
          either.orWhere((stripe) => {
            stripe.whereNull('product_configurations.name_override')
            firstTextContains(stripe as ListQuery, 'products.search_text', term)
          })
          either.orWhere('product_configurations.slug', term.toLowerCase())
        })
      }
    },
  },
  filters: [
    {
      kind: 'choice',
      key: 'state',
      label: 'State',
      choices: STANDINGS.toReversed().map((standing) => ({
        value: standing,
        label: STATES[standing].text,
        apply: (query) => void whereStanding(query, standing, DateTime.utc()),
      })),
    },
    {
      kind: 'choice',
      key: 'files',
      label: 'Files',
      choices: [
        { value: 'yes', label: 'With files', apply: (query) => void query.whereRaw(WITH_FILES) },
        {
          value: 'no',
          label: 'Without files',
          apply: (query) => void query.whereRaw(`not ${WITH_FILES}`),
        },
        {
          value: 'missing',
          label: 'Bytes missing',
          apply: (query) => void query.whereRaw(`${MISSING_FILES} > 0`),
        },
      ],
    },
    {
      kind: 'choice',
      key: 'price',
      label: 'Price',
      choices: [
        {
          value: 'one_time',
          label: 'One-time',
          apply: (query) => void query.where('prices.type', 'one_time'),
        },
        {
          value: 'recurring',
          label: 'Recurring',
          apply: (query) => void query.where('prices.type', 'recurring'),
        },
        { value: 'none', label: 'No price', apply: (query) => void query.whereNull('prices.id') },
      ],
    },
    {
      kind: 'numbers',
      key: 'position',
      label: 'Position',
      column: 'product_configurations.position',
    },
    {
      kind: 'choice',
      key: 'stripe',
      label: 'Stripe',
      choices: [
        {
          value: 'differs',
          label: 'Differs from Stripe',
          apply: (query) => void query.whereRaw(DRIFT_CONDITION),
        },
        {
          value: 'same',
          label: 'Says the same',
          apply: (query) => void query.whereRaw(`not ${DRIFT_CONDITION}`),
        },
      ],
    },
  ],
  sorts: {
    position: { expression: 'product_configurations.position' },
    name: { expression: `lower(${NAME})` },
    changed: { expression: 'product_configurations.updated_at' },
  },
  defaultSort: 'position',
  empty: {
    title: 'No products yet',
    text: 'Make one here, or copy those that you have in Stripe.',
    action: { text: 'Sync from Stripe', href: () => urlFor('admin.sync.show') },
  },
}

/**
 * The states of a product as labels: its standing, and what is missing or differs.
 */
export function productStates(row: ProductStanding): { text: string; tone: Tone }[] {
  return [
    STATES[readStanding(row, DateTime.utc())],
    ...(row.differs ? [{ text: 'Differs from Stripe', tone: 'warn' } as const] : []),
    ...(Number(row.missing_files ?? 0) > 0 ? [{ text: 'File missing', tone: 'bad' } as const] : []),
  ]
}

function selectProducts(query: ListQuery) {
  query.select(
    'product_configurations.slug',
    ...STANDING_COLUMNS,
    'product_configurations.position',
    'product_configurations.lock_version',
    'product_configurations.default_price_id',
    'product_configurations.updated_at',
    'product_configurations.archived_at',
    'products.stripe_id',
    'prices.unit_amount',
    'prices.currency',
    'prices.interval',
    'prices.interval_count',
    db.raw(`${NAME} as name`),
    db.raw(`(select count(*) from product_files
      where product_files.product_configuration_id = product_configurations.id
      and product_files.archived_at is null) as files`),
    db.raw(`${MISSING_FILES} as missing_files`),
    db.raw(`${DRIFT_CONDITION} as differs`),
    db.raw(`(select count(*) from (select 1 from purchases
      where purchases.product_configuration_id = product_configurations.id
      limit ${MOST_PURCHASES}) as some_purchases) as purchases`)
  )
}

function activeToggle(row: ProductRow, back: string): Cell {
  return toggle({
    field: 'is_active',
    label: `Active: ${row.name}`,
    isOn: Boolean(row.is_active),
    href: urlFor('admin.products.toggle', { id: row.id }),
    permission: productForm.permission,
    lockVersion: row.lock_version,
    back,
  })
}

function priceCell({ currency, unit_amount: amount, ...price }: ProductRow): Cell {
  if (currency === null) {
    return figure(null)
  }
  const label = priceText({
    ...price,
    currency,
    unit_amount: amount,
    nickname: null,
    active: true,
    gone_at: null,
  })
  return figure(label, amount === null ? undefined : exactAmount(amount, currency))
}
