import { setCurrencyAmounts } from '#stripe_emulator/checkout/currency_amounts'
import { endpoint, findOrFail, listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import { newId } from '#stripe_emulator/ids'
import { formatAmount, fractionDigits } from '#stripe_emulator/money'
import type { Interval, Price, Recurring, TransformQuantity } from '#stripe_emulator/objects'
import {
  changedMetadata,
  currency,
  isWithin,
  metadata,
  moment,
} from '#stripe_emulator/params/common'
import {
  boolean,
  fields,
  integer,
  list,
  map,
  missingParameter,
  oneOf,
  required,
  text,
} from '#stripe_emulator/params/rules'
import { createProduct } from '#stripe_emulator/resources/product_changes'
import { applyChanges } from '#stripe_emulator/resources/changes'
import type { World } from '#stripe_emulator/world'

const path = '/v1/prices'
const noun = 'price'
const collection = (world: World) => world.store.prices

/** In the currency's minor unit. */
export const unitAmountRule = integer({ min: 0 })

/** The largest amounts, in the minor unit: eight digits, and more where a unit is worth little. */
const LARGEST = 99_999_999
const LARGEST_OF: Record<string, number> = { idr: 999_999_999_999 }

/** The longest billing period is three years, as in Stripe. */
const LONGEST: Record<Interval, number> = { day: 1095, week: 156, month: 36, year: 3 }

export const recurringRule = fields({
  interval: required(oneOf('day', 'week', 'month', 'year')),
  interval_count: integer({ min: 1 }),
  meter: text(),
  usage_type: oneOf('licensed', 'metered'),
})
export const customUnitAmountRule = fields({
  enabled: required(boolean()),
  maximum: integer({ min: 0 }),
  minimum: integer({ min: 0 }),
  preset: integer({ min: 0 }),
})

const currencyOptionsRule = map(currency(), fields({ unit_amount: required(unitAmountRule) }))

/** One-time and recurring prices. */
export const priceEndpoints = [
  endpoint({
    method: 'POST',
    path,
    params: {
      active: boolean(),
      billing_scheme: oneOf('per_unit', 'tiered'),
      currency: required(currency()),
      currency_options: currencyOptionsRule,
      custom_unit_amount: customUnitAmountRule,
      lookup_key: text({ max: 200 }),
      metadata: metadata(),
      nickname: text(),
      product: text(),
      product_data: fields({ name: required(text()), id: text(), metadata: metadata() }),
      recurring: recurringRule,
      tax_behavior: oneOf('exclusive', 'inclusive', 'unspecified'),
      tiers: list(
        fields({
          flat_amount: integer({ min: 0 }),
          unit_amount: integer({ min: 0 }),
          up_to: required(text()),
        })
      ),
      tiers_mode: oneOf('graduated', 'volume'),
      transfer_lookup_key: boolean(),
      transform_quantity: fields({
        divide_by: required(integer({ min: 1 })),
        round: required(oneOf('down', 'up')),
      }),
      unit_amount: unitAmountRule,
      unit_amount_decimal: text(),
    },
    handle(world, { product, product_data: productData, currency_options: options, ...given }) {
      if (product === undefined && !productData) {
        throw missingParameter('product')
      }
      const productId = productData ? createProduct(world, productData).id : product!
      return createPrice(world, { ...given, product: productId }, amountsOf(options))
    },
  }),
  endpoint({
    method: 'POST',
    path: `${path}/:id`,
    params: {
      active: boolean(),
      currency_options: currencyOptionsRule,
      lookup_key: text({ max: 200 }),
      metadata: metadata(),
      nickname: text(),
      tax_behavior: oneOf('exclusive', 'inclusive', 'unspecified'),
      transfer_lookup_key: boolean(),
    },
    handle: (world, { transfer_lookup_key: _, currency_options: options, ...changes }, { id }) =>
      updatePrice(world, id, changes, amountsOf(options)),
  }),
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: {
      active: boolean(),
      created: moment(),
      currency: currency(),
      lookup_keys: list(text()),
      product: text(),
      recurring: fields({ interval: oneOf('day', 'week', 'month', 'year') }),
      type: oneOf('one_time', 'recurring'),
    },
    select: (given, world) => {
      const onlyActive = world.settings.listedPrices === 'active' ? true : undefined
      const active = given.active ?? onlyActive
      return (price) =>
        !world.store.inlinePrices.get(price.id) &&
        (active === undefined || price.active === active) &&
        (!given.created || isWithin(given.created, price.created)) &&
        (!given.currency || price.currency === given.currency) &&
        (!given.lookup_keys || given.lookup_keys.includes(price.lookup_key ?? '')) &&
        (!given.product || price.product === given.product) &&
        (!given.recurring?.interval || price.recurring?.interval === given.recurring.interval) &&
        (!given.type || price.type === given.type)
    },
  }),
]

interface RecurringInput {
  interval: Interval
  interval_count?: number
  usage_type?: 'licensed' | 'metered'
  meter?: string
}

export interface PriceInput {
  id?: string
  product: string
  currency: string
  active?: boolean
  unit_amount?: number | null
  custom_unit_amount?: { enabled: boolean; maximum?: number; minimum?: number; preset?: number }
  recurring?: RecurringInput
  billing_scheme?: 'per_unit' | 'tiered'
  tiers?: unknown[]
  tiers_mode?: 'graduated' | 'volume'
  transform_quantity?: TransformQuantity
  /** For fractions of the minor unit, in place of `unit_amount`. */
  unit_amount_decimal?: string
  lookup_key?: string
  metadata?: Record<string, string | null> | null
  nickname?: string
  tax_behavior?: Price['tax_behavior']
}

/**
 * Adds a price and raises `price.created`.
 * @param otherCurrencies amounts by currency, in its minor unit
 * @throws StripeError for what Stripe would refuse
 */
export function createPrice(
  world: World,
  input: PriceInput,
  otherCurrencies: Record<string, number> = {}
): Price {
  findOrFail(world.store.products, 'product', input.product, 'product')
  checkAmounts(input)
  if (input.lookup_key && collection(world).find((one) => one.lookup_key === input.lookup_key)) {
    throw invalidRequest(`A price with the lookup key \`${input.lookup_key}\` already exists.`, {
      code: 'resource_already_exists',
      param: 'lookup_key',
    })
  }
  const price = collection(world).add(buildPrice(world.now(), input))
  setCurrencyAmounts(world, price, otherCurrencies)
  world.raise('price.created', price)
  return price
}

/**
 * Adds a price as a payment link or an invoice does with `price_data`: archived from the start, in no
 * list, readable by its id, and reported as `price.created`.
 * @throws StripeError for what Stripe would refuse
 */
export function createInlinePrice(world: World, input: PriceInput): Price {
  const id = newId('price')
  world.store.inlinePrices.add({ id })
  return createPrice(world, { active: false, ...input, id })
}

/** A price as Stripe shows it. */
export function buildPrice(now: number, input: PriceInput): Price {
  const custom = input.custom_unit_amount?.enabled ? input.custom_unit_amount : undefined
  const unitAmount = custom ? null : (input.unit_amount ?? null)
  return {
    id: input.id ?? newId('price'),
    object: 'price',
    active: input.active ?? true,
    billing_scheme: input.billing_scheme ?? 'per_unit',
    created: now,
    currency: input.currency,
    custom_unit_amount: custom
      ? {
          maximum: custom.maximum ?? null,
          minimum: custom.minimum ?? null,
          preset: custom.preset ?? null,
        }
      : null,
    livemode: false,
    lookup_key: input.lookup_key ?? null,
    metadata: changedMetadata({}, input.metadata),
    nickname: input.nickname ?? null,
    product: input.product,
    recurring: input.recurring ? buildRecurring(input.recurring) : null,
    tax_behavior: input.tax_behavior ?? 'unspecified',
    tiers_mode: input.tiers_mode ?? null,
    transform_quantity: input.transform_quantity ?? null,
    type: input.recurring ? 'recurring' : 'one_time',
    unit_amount: unitAmount,
    unit_amount_decimal:
      unitAmount === null ? (input.unit_amount_decimal ?? null) : String(unitAmount),
  }
}

export type PriceChanges = Pick<
  Partial<PriceInput>,
  'active' | 'lookup_key' | 'metadata' | 'nickname' | 'tax_behavior'
>

/**
 * Changes a price.
 * @param otherCurrencies amounts by currency, in its minor unit
 * @throws StripeError when the default price of a product would be archived
 */
export function updatePrice(
  world: World,
  id: string,
  changes: PriceChanges,
  otherCurrencies: Record<string, number> = {}
): Price {
  const price = findOrFail(collection(world), noun, id)
  const { metadata: metadataChange, ...plain } = changes
  const product = world.store.products.get(price.product)
  if (plain.active === false && product?.default_price === id) {
    throw invalidRequest(
      'This price cannot be archived because it is the default price of its product.',
      { param: 'active' }
    )
  }
  const previous = applyChanges(price, {
    ...plain,
    metadata: changedMetadata(price.metadata, metadataChange),
  })
  const hasOtherAmounts = setCurrencyAmounts(world, price, otherCurrencies)
  if (previous || hasOtherAmounts) {
    world.raise('price.updated', price, previous ?? {})
  }
  return price
}

/** The amounts of `currency_options`, by currency. */
function amountsOf(options: Record<string, { unit_amount: number }> | undefined) {
  return Object.fromEntries(
    Object.entries(options ?? {}).map(([name, { unit_amount: amount }]) => [name, amount])
  )
}

function checkAmounts(input: PriceInput) {
  const custom = input.custom_unit_amount?.enabled
  const isTiered = input.billing_scheme === 'tiered' && (input.tiers?.length ?? 0) > 0
  const hasAmount = input.unit_amount !== undefined || input.unit_amount_decimal !== undefined
  if (!hasAmount && !custom && !isTiered) {
    throw missingParameter('unit_amount')
  }
  if (input.unit_amount !== undefined && custom) {
    throw invalidRequest(
      'You may only specify one of these parameters: unit_amount, custom_unit_amount.'
    )
  }
  if (custom && input.recurring) {
    throw invalidRequest('`custom_unit_amount` prices cannot be recurring.', {
      param: 'custom_unit_amount',
    })
  }
  checkLargest(input)
  if (fractionDigits(input.currency) === 3 && (input.unit_amount ?? 0) % 10 !== 0) {
    throw invalidRequest(
      'Amounts of a three-decimal currency must be multiples of 10: the last digit is 0.',
      { param: 'unit_amount' }
    )
  }
  const { interval, interval_count: count = 1 } = input.recurring ?? {}
  if (interval && count > LONGEST[interval]) {
    throw invalidRequest('Billing periods can be at most three years long.', {
      param: 'recurring[interval_count]',
    })
  }
}

/**
 * @param param the parameter that the amount was in
 * @throws StripeError for an amount that is too large
 */
export function checkLargest(
  { unit_amount: amount, currency: code }: Pick<PriceInput, 'unit_amount' | 'currency'>,
  param = 'unit_amount'
) {
  const largest = LARGEST_OF[code] ?? LARGEST
  if ((amount ?? 0) > largest) {
    throw invalidRequest(`Amount must be no more than ${formatAmount(largest, code)} ${code}`, {
      code: 'amount_too_large',
      param,
    })
  }
}

function buildRecurring(recurring: RecurringInput): Recurring {
  return {
    interval: recurring.interval,
    interval_count: recurring.interval_count ?? 1,
    meter: recurring.meter ?? null,
    trial_period_days: null,
    usage_type: recurring.usage_type ?? 'licensed',
  }
}
