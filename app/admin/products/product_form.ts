import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import RelateProducts, { MOST_RELATED } from '#catalogue/relate_products'
import {
  checkbox,
  type FormRow,
  idsOf,
  markdown,
  number,
  picture,
  relations,
  select,
  text,
  textarea,
  time,
} from '#records/declarations/fields'
import type { FormDeclaration, RecordChange } from '#records/declarations/form'
import { type PriceColumns, priceText } from '#catalogue/prices/price_text'
import { isHidden } from '#catalogue/product_standing'
import { SLUG, SLUG_MAX_LENGTH } from '#shared/slug'
import { databaseTime } from '#database/columns'
import { HAS_DRIFT } from '#catalogue_editing/drift_condition'
import FindRelatedIds from '#catalogue/find_related_ids'
import { HAS_PRICE } from '#catalogue/prices/sellable_prices'
import { readStanding, type StandingRow } from '#catalogue/standing_in_sql'
import type { FormErrors } from '#http/forms/check_form'
import { LONGEST_MARKDOWN } from '#shared/markdown'

/** Most earlier slugs that the form lists. */
const MOST_SLUGS = 10

/** Prices that the form reads, besides the default one. */
const MOST_PRICES = 50

type PriceRow = PriceColumns & { id: number }

/**
 * The store's own fields of a product. One entry here makes a column of `product_configurations`
 * part of the form, of conflict detection and of the audit.
 */
export const productForm: FormDeclaration = {
  subject: 'product',
  noun: 'product',
  table: 'product_configurations',
  permission: 'catalogue.change',
  find: findProduct,
  label: (row) => row.name_override ?? row.stripe_name,
  check: checkProduct,
  derive: deriveProduct,
  afterSave: saveRelatedRecords,
  sections: [
    {
      title: 'What visitors read',
      text: 'Name and overview are Stripe’s until you write your own.',
      fields: [
        text('name_override', {
          label: 'Name',
          max: 200,
          placeholder: (row) => row.stripe_name,
          hint: 'Leave empty to show the name from Stripe.',
        }),
        textarea('overview', {
          label: 'Overview',
          max: 1000,
          rows: 3,
          placeholder: (row) => row.stripe_description,
          hint: 'One or two sentences for the shop window. Leave empty to show the description from Stripe.',
        }),
        markdown('content', {
          label: 'Content',
          max: LONGEST_MARKDOWN,
          rows: 12,
          hint: 'The product’s page, in Markdown.',
        }),
        picture('cover_key', {
          label: 'Cover',
          hint: 'JPEG, PNG, WebP or AVIF, at most 10 MB. It is shown in 4:3.',
          removeHint: 'Stripe’s picture, where there is one, comes back with the next sync.',
        }),
        relations('related', {
          label: 'Related products',
          resource: 'products',
          max: MOST_RELATED,
          hint: 'Shown below the product and after buying it, in this order, as long as they are on sale.',
        }),
      ],
    },
    {
      title: 'Sale',
      text: 'Who finds the product, and at which price. Buyers keep what they bought whatever you change here.',
      fields: [
        checkbox('is_active', {
          label: 'Active',
          hint: 'Visitors can see and buy it, as long as it is active at Stripe too. Not active, it is a draft that only staff see.',
        }),
        checkbox('is_listed', {
          label: 'Listed',
          hint: 'It stands in the shop window and in search. Unlisted, it is found by its address alone.',
        }),
        select('default_price_id', {
          label: 'Default price',
          options: priceOptions,
          hint: 'What “Buy” means. Other active prices can be chosen on the product’s page.',
          note: ({ price_count: count }) =>
            count > MOST_PRICES
              ? `These are ${MOST_PRICES} of ${count} prices. The page “Prices” has all of them, and makes any of them the default.`
              : null,
        }),
        time('available_from', {
          label: 'Available from',
          hint: 'UTC. Until then only staff see it. Empty: from now on.',
        }),
        time('available_until', {
          label: 'Available until',
          hint: 'UTC. At that second it leaves the store. Empty: without an end.',
        }),
        checkbox('archived_at', {
          label: 'Archived',
          hint: 'It has left the store for good, whatever else stands here. Buyers keep their access, their files and their receipts.',
        }),
        number('position', {
          label: 'Position',
          min: -1_000_000,
          max: 1_000_000,
          required: true,
          hint: 'Smaller numbers stand first.',
        }),
      ],
    },
    {
      title: 'Address',
      text: 'Changing it does not break links: the old address leads to the new one.',
      fields: [
        text('slug', {
          label: 'Address',
          max: SLUG_MAX_LENGTH,
          pattern: SLUG,
          required: true,
          hint: 'The last part of the address. Routes in your own code may name it: look there before you change it.',
          note: oldAddresses,
          warning:
            'You are changing the address. The old one will lead here, but routes in your own code may name it.',
        }),
      ],
    },
    {
      title: 'Words of your own',
      text: 'What buyers read instead of the store’s words, or beside them. They are shown as you write them, in every language.',
      fields: [
        text('cta_text', {
          label: 'Buy button',
          max: 40,
          hint: 'Such as “Get the course”. Empty: “Buy for” and the price.',
        }),
        text('cta_owned_text', {
          label: 'Open button',
          max: 40,
          hint: 'For those who have it, such as “Start reading”. Empty: “Open”.',
        }),
        markdown('thank_you_text', {
          label: 'Thank-you text',
          max: 10_000,
          rows: 4,
          hint: 'Stands on the page of the purchase, to which buyers come back from paying. Markdown.',
        }),
        markdown('receipt_text', {
          label: 'Receipt text',
          max: 10_000,
          rows: 4,
          hint: 'Goes into the mail with the receipt. Markdown; mails that are read as plain text show it as you write it.',
        }),
      ],
    },
    {
      title: 'After the purchase',
      text: 'What counts for this product instead of the store’s own settings.',
      fields: [
        checkbox('may_buy_again', {
          label: 'May be bought again',
          hint: 'Owners are not asked whether they mean it.',
        }),
        checkbox('refund_ends_access', {
          label: 'A full refund ends access',
          hint: 'Not ticked, buyers keep it with their money back.',
        }),
        number('grace_days', {
          label: 'Grace days',
          min: 0,
          max: 90,
          hint: 'Days that a late renewal is waited for. Empty: as the store does it.',
        }),
        number('download_limit', {
          label: 'Downloads',
          min: 1,
          max: 1000,
          hint: 'How often a purchase delivers each version of a file. A delivery lasts 24 hours, however often it is resumed. Empty: as often as the buyer likes.',
        }),
      ],
    },
  ],
}

async function findProduct(id: number, client: QueryClientContract): Promise<FormRow | null> {
  const query = client
    .from('product_configurations')
    .where('id', id)
    .select(
      'product_configurations.*',
      client.raw(`${HAS_PRICE} as has_price`),
      client.raw(`${HAS_DRIFT} as differs`)
    )
  const row: FormRow | null = await (client.isTransaction ? query.forUpdate() : query).first()
  if (row === null) {
    return null
  }
  const product = await client.from('products').where('id', row.product_id).firstOrFail()
  const prices = await findPrices(row, client)
  const slugs: { slug: string }[] = await client
    .from('product_slugs')
    .where('product_configuration_id', id)
    .whereNot('slug', row.slug)
    .orderBy('id', 'desc')
    .limit(MOST_SLUGS)
  return {
    ...row,
    related: (await new FindRelatedIds().handle(id, client)).join(',') || null,
    stripe_id: product.stripe_id,
    stripe_name: product.name,
    stripe_description: product.description,
    ...standingOf(row, product),
    synced_at: product.synced_at,
    ...prices,
    old_slugs: slugs.map(({ slug }) => slug),
  }
}

/** The first prices of a product and its default one, active ones first, and how many it has. */
async function findPrices(row: FormRow, client: QueryClientContract) {
  const all = client.from('prices').where('product_id', row.product_id)
  const [{ total }] = await all.clone().count('* as total')
  const first = await all
    .clone()
    .orderBy('active', 'desc')
    .orderBy('id')
    .limit(MOST_PRICES)
    .select(PRICE_COLUMNS)
  const isMissing =
    row.default_price_id !== null && !first.some(({ id }) => id === row.default_price_id)
  const chosen = isMissing
    ? await all.clone().where('id', row.default_price_id).select(PRICE_COLUMNS)
    : []
  return { prices: [...chosen, ...first] as PriceRow[], price_count: Number(total) }
}

const PRICE_COLUMNS = [
  'id',
  'stripe_id',
  'unit_amount',
  'currency',
  'interval',
  'interval_count',
  'custom_unit_amount',
  'nickname',
  'active',
  'gone_at',
]

/** Its standing, and whether visitors do not see it. */
function standingOf(row: FormRow, { active, gone_at }: FormRow) {
  const standing = readStanding(
    { ...row, stripe_active: active, gone_at } as StandingRow,
    DateTime.utc()
  )
  return { stripe_active: active, gone_at, is_hidden: isHidden(standing) }
}

function oldAddresses({ old_slugs: slugs }: FormRow): string | null {
  return slugs?.length > 0 ? `Old addresses that lead here: ${slugs.join(', ')}.` : null
}

/** Active prices, and the current default price even where it is archived. */
function priceOptions(row: FormRow) {
  return (row.prices as PriceRow[])
    .filter((price) => (price.active && !price.gone_at) || price.id === row.default_price_id)
    .map((price) => ({ value: String(price.id), label: priceText(price) }))
}

async function checkProduct(
  { id, before, after }: RecordChange,
  trx: TransactionClientContract
): Promise<FormErrors> {
  const errors: FormErrors = {}
  if (after.slug !== before.slug) {
    const owner = await trx.from('product_slugs').where('slug', String(after.slug)).first()
    if (owner && owner.product_configuration_id !== id) {
      errors.slug = 'Another product has this address, or had it once'
    }
  }
  if (
    after.available_from &&
    after.available_until &&
    after.available_from >= after.available_until
  ) {
    errors.available_until = 'Available until is not after Available from'
  }
  if (idsOf(after.related).includes(id)) {
    errors.related = 'A product is not related to itself'
  }
  return errors
}

/**
 * A cover that staff chose or removed no longer comes from Stripe. An archived product keeps the
 * time at which it was first archived.
 */
function deriveProduct({ row, before, after }: RecordChange) {
  return {
    archived_at: after.archived_at ? (row.archived_at ?? databaseTime(DateTime.utc())) : null,
    ...(after.cover_key === before.cover_key ? {} : { cover_source: null }),
  }
}

/** Saves the product's rows in other tables. */
async function saveRelatedRecords(
  { id, before, after }: RecordChange,
  trx: TransactionClientContract
) {
  if (after.slug !== before.slug) {
    const known = await trx.from('product_slugs').where('slug', String(after.slug)).first()
    if (!known) {
      await trx
        .insertQuery()
        .table('product_slugs')
        .insert({
          slug: after.slug,
          product_configuration_id: id,
          created_at: databaseTime(DateTime.utc()),
        })
    }
  }
  if (after.related !== before.related) {
    const relatedIds = idsOf(after.related)
    await new RelateProducts().handle({ configurationId: id, relatedIds }, trx)
  }
  await raiseCatalogueVersion(trx)
}
