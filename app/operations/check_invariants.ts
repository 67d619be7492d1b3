import { DateTime } from 'luxon'
import { IS_UNCLAIMED } from '#buyers/claim_purchases'
import { databaseTime } from '#database/columns'
import FindUnsettledCharges from '#purchases/subscriptions/find_unsettled_charges'
import { LISTED_DAYS, UNCERTAIN_DOUBLE_PAYMENTS } from '#purchases/refunds/double_payments_in_sql'
import { rawRows } from '#database/raw_rows'

/** Most violations that are returned per rule. */
const MOST = 20

/** A row that breaks an invariant. */
export interface Violation {
  /** The number of the rule, such as `I2`. */
  rule: string
  text: string
  /** The purchase; null where it is about something else. */
  purchaseId: number | null
  /** What it is about, as text for staff. */
  label: string
}

interface Rule {
  rule: string
  text: string
  /** A query of the rows that break the rule, with `purchase_id` and `label`. */
  sql: string
  bindings?: (now: DateTime) => string[]
}

/** SQL: one of the purchases that a payment was for. */
const FIRST_PURCHASE = `(select min(payment_lines.purchase_id) from payment_lines
  where payment_lines.payment_id = payments.id)`

/** SQL: the amount refunded of a payment, without failed and cancelled refunds. */
const GIVEN_BACK = `(select coalesce(sum(refunds.amount), 0) from refunds
  where refunds.payment_id = payments.id and refunds.status not in ('failed', 'canceled'))`

const hourAgo = (now: DateTime) => [databaseTime(now.minus({ hours: 1 }))]

/**
 * The rules that can be checked in a running store from its rows alone. Comparing with Stripe is
 * left to `Reconcile`.
 */
const RULES: Rule[] = [
  {
    rule: 'I1',
    text: 'One checkout made more than one purchase of a product',
    sql: `select min(id) as purchase_id, min(reference) as label from purchases
      where checkout_session_id is not null
      group by checkout_session_id, product_configuration_id having count(*) > 1`,
  },
  {
    rule: 'I2',
    text: 'A purchase gives access, and no payment of it is known',
    sql: `select purchases.id as purchase_id, reference as label from purchases
      where source = 'stripe' and status in ('active', 'past_due') and total_amount > 0
      and not exists (select 1 from payment_lines where payment_lines.purchase_id = purchases.id)`,
  },
  {
    rule: 'I2',
    text: 'A purchase is of the other mode, test or live, than this store',
    sql: `select purchases.id as purchase_id, reference as label from purchases
      where livemode <> (select case when value = 'true' then true else false end
        from settings where settings.key = 'livemode')`,
  },
  {
    rule: 'I3',
    text: 'A checkout was completed, and there is no purchase',
    sql: `select null as purchase_id, checkout_session_id as label from checkout_attempts
      where status = 'completed' and checkout_session_id is not null and updated_at < ?
      and not exists (select 1 from purchases
        where purchases.checkout_session_id = checkout_attempts.checkout_session_id)`,
    bindings: hourAgo,
  },
  {
    rule: 'I3',
    text: 'The time of a checkout is long over, and nobody looked what became of it',
    sql: `select null as purchase_id, coalesce(checkout_session_id, idempotency_key) as label
      from checkout_attempts where status = 'open' and expires_at < ?`,
    bindings: hourAgo,
  },
  {
    rule: 'I4',
    text: 'A subscription has ended, and its purchase is active',
    sql: `select id as purchase_id, reference as label from purchases
      where is_recurring and ended_at is not null and status = 'active'`,
  },
  {
    rule: 'I4',
    text: 'The payments of a subscription are paused, and the next one is promised',
    sql: `select id as purchase_id, reference as label from purchases
      where collection_pause is not null and collection_resumes_at is null
      and renewal_amount is not null`,
  },
  {
    rule: 'I5',
    text: 'More was given back than was paid',
    sql: `select ${FIRST_PURCHASE} as purchase_id, payments.stripe_id as label from payments
      where ${GIVEN_BACK} > payments.amount`,
  },
  {
    rule: 'I5',
    text: 'The parts of a payment do not add up to it',
    sql: `select ${FIRST_PURCHASE} as purchase_id, payments.stripe_id as label from payments
      where payments.amount <> (select coalesce(sum(payment_lines.total_amount), 0)
        from payment_lines where payment_lines.payment_id = payments.id)`,
  },
  {
    rule: 'I5',
    text: 'The parts of a refund do not add up to it',
    sql: `select min(refund_lines.purchase_id) as purchase_id, refunds.stripe_id as label
      from refunds join refund_lines on refund_lines.refund_id = refunds.id
      group by refunds.id, refunds.stripe_id, refunds.amount
      having sum(refund_lines.amount) <> refunds.amount`,
  },
  {
    rule: 'I5',
    text: 'All was given back, and the purchase is active still',
    sql: `select purchases.id as purchase_id, reference as label from purchases
      join payment_lines on payment_lines.purchase_id = purchases.id
      where purchases.status = 'active' and not purchases.is_recurring
      and payment_lines.total_amount > 0
      and (select coalesce(sum(refund_lines.amount), 0) from refunds
        join refund_lines on refund_lines.refund_id = refunds.id
        where refunds.payment_id = payment_lines.payment_id
        and refund_lines.purchase_id = purchases.id
        and refunds.status not in ('failed', 'canceled')) >= payment_lines.total_amount`,
  },
  {
    rule: 'I5',
    text: 'A purchase is called refunded, and nothing was given back',
    sql: `select purchases.id as purchase_id, reference as label from purchases
      where status = 'refunded' and not exists (select 1 from refund_lines
        join refunds on refunds.id = refund_lines.refund_id
        where refund_lines.purchase_id = purchases.id
        and refunds.status not in ('failed', 'canceled'))`,
  },
  {
    rule: 'I6',
    text: 'Somebody paid, and no receipt was written',
    sql: `select purchases.id as purchase_id, reference as label from purchases
      where source = 'stripe' and status in ('active', 'past_due')
      and not exists (select 1 from mails
        where mails.dedupe_key = 'receipt:' || (select first.reference from purchases as first
          where first.checkout_session_id = purchases.checkout_session_id
          order by first.id limit 1))`,
  },
  {
    rule: 'I6',
    text: 'A mail has waited for more than an hour',
    sql: `select purchase_id, dedupe_key as label from mails
      where status = 'queued' and created_at < ?`,
    bindings: hourAgo,
  },
  {
    rule: 'I8',
    text: 'The bytes of a released file are missing',
    sql: `select null as purchase_id, filename as label from file_releases
      where status = 'released' and missing_since is not null`,
  },
  {
    rule: 'I11',
    text: 'A purchase waits for an address that an account has confirmed',
    sql: `select id as purchase_id, reference as label from purchases where ${IS_UNCLAIMED}`,
  },
  {
    rule: 'I12',
    text: 'Staff decided about an access, and the audit does not say who',
    sql: `select purchases.id as purchase_id, reference as label from purchases
      where override_at is not null and not exists (select 1 from audit_entries
        where audit_entries.subject_type = 'purchase' and audit_entries.subject_id = purchases.id
        and audit_entries.action in ('purchase.access_decided', 'purchase.granted'))`,
  },
  {
    rule: 'I12',
    text: 'A purchase is of another product than was bought, and its history does not say since when',
    sql: `select purchases.id as purchase_id, reference as label from purchases
      join product_configurations
        on product_configurations.id = purchases.product_configuration_id
      join products on products.id = product_configurations.product_id
      where products.stripe_id <> purchases.bought_product_stripe_id
      and not exists (select 1 from audit_entries
        where audit_entries.subject_type = 'purchase' and audit_entries.subject_id = purchases.id
        and audit_entries.action = 'purchase.product_changed')`,
  },
  {
    rule: 'I12',
    text: 'A refund was made here, and the audit does not say by whom',
    sql: `select refund_requests.purchase_id, refund_requests.refund_stripe_id as label
      from refund_requests
      where refund_requests.status = 'done' and not exists (select 1 from audit_entries
        where audit_entries.subject_type = 'purchase' and audit_entries.action = 'purchase.refunded'
        and audit_entries.subject_id = refund_requests.purchase_id)`,
  },
  {
    rule: 'I12',
    text: 'Something that was paid with a purchase was settled, and the audit does not say by whom',
    sql: `select purchase_id, name as label from further_lines
      where settled_at is not null and granted_purchase_id is null
      and not exists (select 1 from audit_entries
        where audit_entries.subject_type = 'purchase'
        and audit_entries.subject_id = further_lines.purchase_id
        and audit_entries.action = 'purchase.further_line_settled')`,
  },
  {
    rule: 'I12',
    text: 'A payment of nobody was settled, and the audit does not say by whom',
    sql: `select null as purchase_id, checkout_session_id as label from unassigned_payments
      where settled_by_id is not null and not exists (select 1 from audit_entries
        where audit_entries.subject_type = 'unassigned_payment'
        and audit_entries.subject_id = unassigned_payments.id
        and audit_entries.action = 'unassigned_payment.settled')`,
  },
  {
    rule: 'I14',
    text: 'A buyer paid twice for one product, and it is not known whether they were asked',
    sql: `select id as purchase_id, reference as label from purchases
      where id in (${UNCERTAIN_DOUBLE_PAYMENTS})`,
    bindings: (now) => [databaseTime(now.minus({ days: LISTED_DAYS }))],
  },
]

/** Subscriptions that are charged silently: it is closed here, or the buyer has another one. */
const CHARGES = {
  rule: 'I14',
  text: 'A subscription is charged, and its access is closed or the buyer has another one',
}

/**
 * Finds the rows that break an invariant; none is the only good result. Only reads.
 */
export default class CheckInvariants {
  async handle(now: DateTime = DateTime.utc()): Promise<Violation[]> {
    const found: Violation[] = []
    for (const { rule, text, sql, bindings } of RULES) {
      const limited = `select purchase_id, label from (${sql}) as found limit ${MOST}`
      const rows = await rawRows(limited, bindings?.(now) ?? [])
      found.push(
        ...rows.map(({ purchase_id: purchaseId, label }) => ({
          rule,
          text,
          purchaseId: purchaseId === null ? null : Number(purchaseId),
          label: String(label),
        }))
      )
    }
    const charges = await new FindUnsettledCharges().handle({ now, limit: MOST })
    return [
      ...found,
      ...charges.map(({ purchaseId, reference }) => ({ ...CHARGES, purchaseId, label: reference })),
    ]
  }
}
