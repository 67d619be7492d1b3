import type { I18n } from '@adonisjs/i18n'
import { formatPrice } from '#shared/money'

/** The parts of a price that a buyer sees. Amounts are in minor units. */
export interface LabelledPrice {
  currency: string
  /** Null where the buyer names the amount. */
  unitAmount: number | null
  interval: string | null
  intervalCount: number | null
  customUnitAmount: { minimum?: number | null } | null
}

type Reader = Pick<I18n, 'locale' | 't'>

/**
 * A price as buyers see it: "$12", "¥1,800", "$9 / month", "Free", "from $5, you choose".
 */
export function priceLabel(price: LabelledPrice, reader: Reader): string {
  if (price.unitAmount === null) {
    return openPriceLabel(price, reader)
  }
  if (price.unitAmount === 0) {
    return reader.t('store.price.free')
  }
  const amount = formatPrice(price.unitAmount, price.currency, reader.locale)
  if (price.interval === null) {
    return amount
  }
  return reader.t('store.price.recurring', {
    amount,
    interval: price.interval,
    count: price.intervalCount ?? 1,
  })
}

/**
 * The price of a product with one or several prices: "from €12" where they differ. Amounts are
 * compared only within the currency of the main price.
 */
export function offerLabel(main: LabelledPrice, all: LabelledPrice[], reader: Reader): string {
  const comparable = all.filter(
    (price) => price.currency === main.currency && price.unitAmount !== null
  )
  if (main.unitAmount === null || comparable.every((price) => isSame(price, main))) {
    return priceLabel(main, reader)
  }
  const cheapest = comparable.reduce((best, price) =>
    (price.unitAmount ?? 0) < (best.unitAmount ?? 0) ? price : best
  )
  return reader.t('store.price.from', { price: priceLabel(cheapest, reader) })
}

/**
 * The hint below a price: charged once or repeatedly, and for a free one that no card is needed.
 */
export function priceHint({ interval, intervalCount, unitAmount }: LabelledPrice, reader: Reader) {
  if (interval !== null) {
    return reader.t('store.product.each', { interval, count: intervalCount ?? 1 })
  }
  if (unitAmount === null) {
    return reader.t('store.product.open_hint')
  }
  return reader.t(unitAmount === 0 ? 'store.product.free_hint' : 'store.product.once_hint')
}

/**
 * The label of the buy button. Where the buyer chooses between several prices it names none.
 */
export function buyLabel(price: LabelledPrice, isOneOfSeveral: boolean, reader: Reader): string {
  if (price.unitAmount === null) {
    return reader.t('store.product.name_price')
  }
  if (price.unitAmount === 0 && !isOneOfSeveral) {
    return reader.t('store.product.get_free')
  }
  const verb = price.interval === null ? 'buy' : 'subscribe'
  return isOneOfSeveral
    ? reader.t('store.product.buy')
    : reader.t(`store.product.${verb}_for`, { price: priceLabel(price, reader) })
}

/**
 * The label of the buy button for a user who already has the product.
 */
export function againLabel(price: LabelledPrice, isOneOfSeveral: boolean, reader: Reader): string {
  return isOneOfSeveral || !price.unitAmount
    ? reader.t('store.product.again')
    : reader.t('store.product.again_for', { price: priceLabel(price, reader) })
}

function openPriceLabel({ customUnitAmount, currency }: LabelledPrice, reader: Reader): string {
  const minimum = customUnitAmount?.minimum
  return minimum
    ? reader.t('store.price.open_from', {
        amount: formatPrice(minimum, currency, reader.locale),
      })
    : reader.t('store.price.open')
}

function isSame(one: LabelledPrice, other: LabelledPrice): boolean {
  return (
    one.unitAmount === other.unitAmount &&
    one.interval === other.interval &&
    one.intervalCount === other.intervalCount
  )
}
