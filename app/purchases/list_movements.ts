import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { readTime, readTimeOrNull } from '#database/columns'

/** The money that moved for a purchase. Amounts are in minor units of its payments' currency. */
export interface Movements {
  payments: { amount: number; paidAt: DateTime | null }[]
  /** Its parts of refunds; all of one of which it is not known what it was for. */
  refunds: { amount: number; status: string; at: DateTime; isAssigned: boolean }[]
  /** They are about the whole payment. */
  disputes: { amount: number; status: string; reason: string | null; at: DateTime }[]
}

/**
 * The newest payments of a purchase, what went back of them, and their disputes, newest first. Three
 * queries.
 */
export async function listMovements(purchaseId: number, most: number): Promise<Movements> {
  const payments = await db
    .from('payment_lines')
    .join('payments', 'payments.id', 'payment_lines.payment_id')
    .where('payment_lines.purchase_id', purchaseId)
    .select('payments.id', 'payments.paid_at', 'payment_lines.total_amount')
    .orderBy('payments.id', 'desc')
    .limit(most)
  const ids = payments.map(({ id }) => id)
  const refunds = await db
    .from('refunds')
    .leftJoin('refund_lines', 'refund_lines.refund_id', 'refunds.id')
    .whereIn('refunds.payment_id', ids)
    .where((own) =>
      own.where('refund_lines.purchase_id', purchaseId).orWhereNull('refund_lines.id')
    )
    .select('refunds.status', 'refunds.refunded_at', 'refunds.created_at')
    .select('refund_lines.id as line_id')
    .select(db.raw('coalesce(refund_lines.amount, refunds.amount) as amount'))
    .orderBy('refunds.id', 'desc')
  const disputes = await db.from('disputes').whereIn('payment_id', ids).orderBy('id', 'desc')
  return {
    payments: payments.map((row) => ({
      amount: Number(row.total_amount),
      paidAt: readTimeOrNull(row.paid_at),
    })),
    refunds: refunds.map((row) => ({
      amount: Number(row.amount),
      status: row.status,
      at: readTime(row.refunded_at ?? row.created_at),
      isAssigned: row.line_id !== null,
    })),
    disputes: disputes.map((row) => ({
      amount: Number(row.amount),
      status: row.status,
      reason: row.reason,
      at: readTime(row.created_at),
    })),
  }
}
