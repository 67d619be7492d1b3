import type { I18n } from '@adonisjs/i18n'
import { priceLabel } from '#catalogue/prices/price_label'
import { formatPrice } from '#shared/money'

/** The parts of a price that its name is made of. The amount is in minor units. */
export interface NamedPrice {
  stripeId: string
  currency: string
  /** Null where the buyer names the amount. */
  unitAmount: number | null
  interval: string | null
  intervalCount: number | null
  nickname: string | null
}

type Reader = Pick<I18n, 'locale' | 't'>

/**
 * What tells a price of a product from the others: "Whole team", "Team, monthly", "One-time, €59",
 * "Every 3 months, €20". The only such text, for buyers and staff.
 * @param isOneOfSeveral whether the product has or had other prices
 * @returns null where there is nothing to tell apart: the only price has no nickname, or staff gave the
 * product
 */
export function priceName(
  price: NamedPrice,
  isOneOfSeveral: boolean,
  reader: Reader
): string | null {
  const { stripeId, nickname, interval, unitAmount, currency } = price
  if (stripeId === '') {
    return null
  }
  if (!isOneOfSeveral) {
    return nickname
  }
  const rhythm = rhythmText(price, reader)
  if (nickname !== null) {
    return interval === null || includesText(nickname, rhythm, reader)
      ? nickname
      : `${nickname}, ${lowerFirst(rhythm, reader)}`
  }
  return unitAmount === null || unitAmount === 0
    ? priceLabel({ ...price, customUnitAmount: null }, reader)
    : `${rhythm}, ${formatPrice(unitAmount, currency, reader.locale)}`
}

/**
 * A product with the price that was bought: "Corner icons · Whole team".
 * @param price as `priceName` returns it
 */
export function nameWithPrice(product: string, price: string | null): string {
  return price === null || price === product ? product : `${product} · ${price}`
}

function rhythmText({ interval, intervalCount }: NamedPrice, reader: Reader): string {
  return interval === null
    ? reader.t('store.price.once')
    : reader.t('store.price.every', { interval, count: intervalCount ?? 1 })
}

/** Whether a nickname already says how often is paid: "Yearly", "Team, monthly". */
function includesText(nickname: string, text: string, { locale }: Reader): boolean {
  return nickname.toLocaleLowerCase(locale).includes(text.toLocaleLowerCase(locale))
}

function lowerFirst(text: string, { locale }: Reader): string {
  return text.charAt(0).toLocaleLowerCase(locale) + text.slice(1)
}
