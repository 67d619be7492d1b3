import type { I18n } from '@adonisjs/i18n'
import type { DateTime } from 'luxon'
import { nameWithPrice } from '#catalogue/prices/price_name'
import { formatMoney } from '#shared/money'
import type FurtherLine from '#models/further_line'
import type Purchase from '#models/purchase'

/** A line of a receipt. */
export interface ReceiptRow {
  term: string
  text?: string
  at?: DateTime
  mono?: boolean
}

/** Their amount is due, but nobody has paid it. */
const UNPAID = ['pending', 'failed']

/**
 * The lines of a receipt: what was bought, when, and how the total came about. Needs `furtherLines`
 * preloaded. Lines without information (no discount, no tax, quantity 1) are left out.
 * @param priceName of the price that was bought, as `FindPriceNames` finds it
 * @param boughtAs the product that was bought first, where the subscription was changed to another
 */
export function receiptRows(
  purchase: Purchase,
  priceName: string | null,
  i18n: I18n,
  boughtAs: string | null = null
): ReceiptRow[] {
  const text = (key: string) => i18n.t(`purchases.receipt.${key}`)
  const amount = (value: number) => formatMoney(value, purchase.currency, i18n.locale)
  const { subtotalAmount, discountAmount, taxAmount, quantity } = purchase
  const presented = presentmentText([purchase], i18n)
  const isMadeUp = discountAmount !== 0 || taxAmount !== 0
  const isUnpaid = UNPAID.includes(purchase.status)

  return [
    { term: text('reference'), text: purchase.reference, mono: true },
    { term: text(isUnpaid ? 'ordered' : 'bought'), at: purchase.purchasedAt },
    { term: text('product'), text: productText(purchase, priceName, i18n, boughtAs) },
    ...(quantity === 1 ? [] : [{ term: text('quantity'), text: String(quantity) }]),
    ...purchase.furtherLines.map((line) => ({
      term: text('further_line'),
      text: furtherLineText(line, i18n),
    })),
    ...(isMadeUp ? [{ term: text('subtotal'), text: amount(subtotalAmount) }] : []),
    ...(discountAmount === 0 ? [] : [{ term: text('discount'), text: amount(-discountAmount) }]),
    ...(taxAmount === 0 ? [] : [{ term: text('tax'), text: amount(taxAmount) }]),
    {
      term: text(isUnpaid ? 'total_pending' : 'total'),
      text: paidText(purchase, i18n),
    },
    ...(presented === null ? [] : [{ term: text('presentment'), text: presented }]),
  ]
}

function productText(
  { productSnapshot }: Purchase,
  priceName: string | null,
  i18n: I18n,
  boughtAs: string | null
): string {
  const { name } = productSnapshot
  const named = nameWithPrice(name, priceName)
  return boughtAs === null || boughtAs === name
    ? named
    : i18n.t('purchases.receipt.product_changed', { before: boughtAs, after: named })
}

/** A product that was paid for in the same checkout, with its amount. */
export function furtherLineText({ name, quantity, amount, currency }: FurtherLine, i18n: I18n) {
  const what = quantity === 1 ? name : `${quantity} × ${name}`
  return `${what}, ${formatMoney(amount, currency, i18n.locale)}`
}

/** What the card was charged in its own currency for purchases of one checkout; null for the store's. */
export function presentmentText(purchases: Purchase[], i18n: I18n): string | null {
  const currency = purchases[0].presentmentCurrency
  const amount = purchases.reduce((sum, purchase) => sum + (purchase.presentmentAmount ?? 0), 0)
  return currency === null ? null : formatMoney(amount, currency, i18n.locale)
}

/**
 * What a purchase cost, as buyers see it: an amount, "Free", or that the store gave it.
 */
export function paidText(purchase: Purchase, i18n: I18n): string {
  if (purchase.source === 'grant') {
    return i18n.t('purchases.receipt.grant')
  }
  return purchase.totalAmount === 0
    ? i18n.t('purchases.receipt.free')
    : formatMoney(purchase.totalAmount, purchase.currency, i18n.locale)
}
