import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

/** Columns of a subscription that all its purchases have. */
const SUBSCRIPTION = [
  'subscription_id',
  'current_period_ends_at',
  'cancels_at',
  'ended_at',
  'collection_pause',
  'collection_resumes_at',
  'paid_until',
  'past_due_since',
  'trial_ends_at',
] as const

/** Statuses of a payment that are those of everything that it paid for. */
const OF_THE_PAYMENT = ['pending', 'failed', 'refunded', 'disputed', 'lost', 'mismatch']

type Row = Record<string, any>

/**
 * Makes what staff granted of a checkout, because a buyer had paid for it beside what was asked for, a
 * purchase of that checkout, with its part of the first payment. What staff decided about it since is
 * kept. The exact amounts follow when Stripe is read again. A checkout has one purchase per product: what
 * was granted of one that has its purchase already, as for a second price of it, stays a grant.
 */
export async function adoptGrantedLines(trx: TransactionClientContract): Promise<void> {
  const lines: Row[] = await trx
    .from('further_lines')
    .whereNotNull('granted_purchase_id')
    .orderBy('id')
  for (const line of lines) {
    const paid: Row = await trx.from('purchases').where('id', line.purchase_id).firstOrFail()
    const granted: Row = await trx
      .from('purchases')
      .where('id', line.granted_purchase_id)
      .firstOrFail()
    if (await hasPurchase(paid.checkout_session_id, line, granted, trx)) {
      continue
    }
    const amount = Math.min(Number(line.amount), Number(paid.total_amount))
    await trx
      .from('purchases')
      .where('id', granted.id)
      .update({
        ...columnsOf(line, paid),
        subtotal_amount: amount,
        total_amount: amount,
        ...(isDecided(granted) ? {} : NOTHING_DECIDED),
      })
    await trx
      .from('purchases')
      .where('id', paid.id)
      .update({
        subtotal_amount: Number(paid.subtotal_amount) - amount,
        total_amount: Number(paid.total_amount) - amount,
      })
    await movePart(paid, granted, amount, trx)
  }
}

/** Whether the checkout has a purchase that is of the product, or was when it was bought. */
async function hasPurchase(
  sessionId: string,
  line: Row,
  granted: Row,
  trx: TransactionClientContract
): Promise<boolean> {
  const purchase = await trx
    .from('purchases')
    .where('checkout_session_id', sessionId)
    .where((same) =>
      same
        .where('product_configuration_id', granted.product_configuration_id)
        .orWhere('bought_product_stripe_id', line.product_stripe_id)
    )
    .first()
  return purchase !== null
}

function columnsOf(line: Row, paid: Row): Row {
  const isRecurring = Boolean(paid.is_recurring) && Boolean(line.is_recurring)
  const isOfPayment = isRecurring || OF_THE_PAYMENT.includes(paid.status)
  return {
    source: 'stripe',
    checkout_session_id: paid.checkout_session_id,
    bought_product_stripe_id: line.product_stripe_id,
    payment_intent_id: paid.payment_intent_id,
    stripe_customer_id: paid.stripe_customer_id,
    stripe_status: paid.stripe_status,
    stripe_synced_at: paid.stripe_synced_at,
    is_recurring: isRecurring,
    status: isOfPayment ? paid.status : 'active',
    currency: paid.currency,
    ...(isRecurring ? Object.fromEntries(SUBSCRIPTION.map((name) => [name, paid[name]])) : {}),
  }
}

/** A grant is noted before its row exists; whatever was decided later is staff's own decision. */
function isDecided({ access_override: override, override_at: at, created_at: created }: Row) {
  return override !== null || (at !== null && new Date(at) > new Date(created))
}

const NOTHING_DECIDED = {
  override_reason: null,
  override_by_id: null,
  override_at: null,
  override_ends_at: null,
}

/** Of the first payment, and of what went back of all of it. */
async function movePart(paid: Row, granted: Row, amount: number, trx: TransactionClientContract) {
  const part: Row | null = await trx
    .from('payment_lines')
    .where('purchase_id', paid.id)
    .orderBy('payment_id')
    .first()
  if (part === null || amount > Number(part.total_amount)) {
    return
  }
  const left = Number(part.total_amount) - amount
  const stamps = { created_at: part.created_at, updated_at: part.updated_at }
  await trx
    .from('payment_lines')
    .where('id', part.id)
    .update({ total_amount: left, subtotal_amount: Number(part.subtotal_amount) - amount })
  await trx.table('payment_lines').insert({
    payment_id: part.payment_id,
    purchase_id: granted.id,
    subtotal_amount: amount,
    discount_amount: 0,
    tax_amount: 0,
    total_amount: amount,
    ...stamps,
  })
  const whole: Row[] = await trx
    .from('refund_lines')
    .join('refunds', 'refunds.id', 'refund_lines.refund_id')
    .where('refunds.payment_id', part.payment_id)
    .where('refund_lines.amount', part.total_amount)
    .select('refund_lines.*')
  for (const refund of whole) {
    await trx.from('refund_lines').where('id', refund.id).update({ amount: left })
    await trx.table('refund_lines').insert({
      refund_id: refund.refund_id,
      purchase_id: granted.id,
      amount,
      created_at: refund.created_at,
      updated_at: refund.updated_at,
    })
  }
}
