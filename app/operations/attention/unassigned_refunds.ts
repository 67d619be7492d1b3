import i18nManager from '@adonisjs/i18n/services/main'
import { nameWithPrice, priceName } from '#catalogue/prices/price_name'
import type PaymentLine from '#models/payment_line'
import Refund from '#models/refund'
import type { AttentionItem } from '#operations/attention/attention_item'
import { formatMoney } from '#shared/money'

/** SQL: refunds of which nobody knows what they were for. */
export const UNASSIGNED_REFUNDS = 'is_unassigned and decided_at is null'

/**
 * Refunds that were made in Stripe for a part of a payment of several products, with the purchases that
 * they may have been for.
 * @param most how many
 */
export async function unassignedRefundItems(most: number): Promise<AttentionItem[]> {
  const refunds = await Refund.query()
    .whereRaw(UNASSIGNED_REFUNDS)
    .preload('payment', (payment) =>
      payment.preload('lines', (lines) => lines.preload('purchase').orderBy('purchaseId'))
    )
    .orderBy('id')
    .limit(most)
  return refunds.map((refund) => ({
    kind: 'unassigned_refund',
    key: `unassigned_refund:${refund.id}`,
    reason:
      'It was made in Stripe for a part of a payment of several products, and closes nothing until you say which product it was for',
    label: `${formatMoney(refund.amount, refund.payment.currency, 'en')} of ${formatMoney(refund.payment.amount, refund.payment.currency, 'en')}, ${refund.stripeId}`,
    since: refund.refundedAt ?? refund.createdAt,
    id: refund.id,
    choices: refund.payment.lines.map(choiceOf),
  }))
}

function choiceOf({ purchase }: PaymentLine): { id: number; label: string } {
  const { id, productSnapshot, priceSnapshot } = purchase
  const price = priceName(priceSnapshot, true, i18nManager.locale('en'))
  return { id, label: nameWithPrice(productSnapshot.name, price) }
}
