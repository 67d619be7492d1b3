import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
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
  type Tone,
} from '#admin/cells'
import type { ListDeclaration, ListQuery } from '#admin/list'
import { contains } from '#admin/match'
import { priceWords } from '#admin/price_words'
import { productForm } from '#admin/resources/product_form'
import { readTime } from '#database/columns'

/** Purchases of a product are counted no further than this. */
const MOST_PURCHASES = 1001

/** The columns that say where a product stands. */
export interface ProductStanding {
  is_active: boolean | number
  is_listed: boolean | number
  stripe_active: boolean | number
  gone_at: unknown
  default_price_id: number | null
  missing_files?: number
}

interface ProductRow {
  id: number
  slug: string
  is_active: boolean | number
  is_listed: boolean | number
  name: string
  stripe_id: string
  stripe_active: boolean | number
  gone_at: string | Date | null
  unit_amount: number | null
  currency: string | null
  interval: string | null
  interval_count: number | null
  default_price_id: number | null
  position: number
  lock_version: number
  files: number
  missing_files: number
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

/** What is for sale here. */
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
    { key: 'stripe', label: 'Stripe', cell: (row) => code(row.stripe_id) },
  ],
  search: {
    hint: 'Name, address or prod_… id',
    apply: (query, term) => {
      if (/^prod_/.test(term)) {
        query.where('products.stripe_id', term)
      } else {
        query.where((either) => {
          contains(either as ListQuery, NAME, term)
          either.orWhere('product_configurations.slug', term.toLowerCase())
        })
      }
    },
  },
  filters: [
    {
      kind: 'choice',
      key: 'active',
      label: 'For sale',
      choices: [
        { value: 'yes', label: 'Active', apply: (query) => void isActive(query, true) },
        { value: 'no', label: 'Not active', apply: (query) => void isActive(query, false) },
      ],
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
      kind: 'choice',
      key: 'stripe',
      label: 'At Stripe',
      choices: [
        {
          value: 'active',
          label: 'Active',
          apply: (query) => void query.where('products.active', true).whereNull('products.gone_at'),
        },
        {
          value: 'archived',
          label: 'Archived',
          apply: (query) =>
            void query.where((either) =>
              either.where('products.active', false).orWhereNotNull('products.gone_at')
            ),
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
    text: 'Products and prices are made in Stripe and copied from there.',
    action: { text: 'Sync from Stripe', href: () => urlFor('admin.sync.show') },
  },
}

/**
 * Where a product stands: whether visitors see it, and what is in the way.
 */
export function productStates(row: ProductStanding): { text: string; tone: Tone }[] {
  const states: { text: string; tone: Tone }[] = [
    row.is_active ? { text: 'Active', tone: 'good' } : { text: 'Not active', tone: 'neutral' },
  ]
  if (row.is_active && !row.is_listed) {
    states.push({ text: 'Unlisted', tone: 'neutral' })
  }
  if (row.gone_at) {
    states.push({ text: 'Gone from Stripe', tone: 'bad' })
  } else if (!row.stripe_active) {
    states.push({ text: 'Archived at Stripe', tone: 'warn' })
  }
  if (row.default_price_id === null) {
    states.push({ text: 'No price', tone: 'warn' })
  }
  if (Number(row.missing_files ?? 0) > 0) {
    states.push({ text: 'File missing', tone: 'bad' })
  }
  return states
}

function selectProducts(query: ListQuery) {
  query.select(
    'product_configurations.slug',
    'product_configurations.is_active',
    'product_configurations.is_listed',
    'product_configurations.position',
    'product_configurations.lock_version',
    'product_configurations.default_price_id',
    'product_configurations.updated_at',
    'products.stripe_id',
    'products.active as stripe_active',
    'products.gone_at',
    'prices.unit_amount',
    'prices.currency',
    'prices.interval',
    'prices.interval_count',
    db.raw(`${NAME} as name`),
    db.raw(`(select count(*) from product_files
      where product_files.product_configuration_id = product_configurations.id
      and product_files.archived_at is null) as files`),
    db.raw(`${MISSING_FILES} as missing_files`),
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
  const words = priceWords({
    ...price,
    currency,
    unit_amount: amount,
    nickname: null,
    active: true,
    gone_at: null,
  })
  return figure(words, amount === null ? undefined : exactAmount(amount, currency))
}

function isActive(query: ListQuery, active: boolean) {
  query.where('product_configurations.is_active', active)
}
