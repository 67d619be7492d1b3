import type { I18n } from '@adonisjs/i18n'
import type { DateTime } from 'luxon'
import { nameWithPrice } from '#catalogue/prices/price_name'
import { formatMoney } from '#shared/money'
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
 * The lines of a receipt: what was bought, when, and how the total came about. Lines without
 * information (no discount, no tax, quantity 1) are left out.
 * @param priceName of the price that was bought, as `FindPriceNames` finds it
 */
export function receiptRows(
  purchase: Purchase,
  priceName: string | null,
  i18n: I18n
): ReceiptRow[] {
  const text = (key: string) => i18n.t(`purchases.receipt.${key}`)
  const amount = (value: number) => formatMoney(value, purchase.currency, i18n.locale)
  const { subtotalAmount, discountAmount, taxAmount, quantity } = purchase
  const isMadeUp = discountAmount !== 0 || taxAmount !== 0

  return [
    { term: text('reference'), text: purchase.reference, mono: true },
    { term: text('bought'), at: purchase.purchasedAt },
    { term: text('product'), text: nameWithPrice(purchase.productSnapshot.name, priceName) },
    ...(quantity === 1 ? [] : [{ term: text('quantity'), text: String(quantity) }]),
    ...(isMadeUp ? [{ term: text('subtotal'), text: amount(subtotalAmount) }] : []),
    ...(discountAmount === 0 ? [] : [{ term: text('discount'), text: amount(-discountAmount) }]),
    ...(taxAmount === 0 ? [] : [{ term: text('tax'), text: amount(taxAmount) }]),
    {
      term: text(UNPAID.includes(purchase.status) ? 'total_pending' : 'total'),
      text: paidText(purchase, i18n),
    },
  ]
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
