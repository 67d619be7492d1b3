import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import i18nManager from '@adonisjs/i18n/services/main'
import { nameWithPrice, priceName } from '#catalogue/prices/price_name'
import { databaseTime, json, readTime } from '#database/columns'
import type { PriceSnapshot, ProductSnapshot } from '#models/purchase'
import type { AttentionItem } from '#operations/attention/attention_item'
import { UNASSIGNED_REFUNDS, unassignedRefundItems } from '#operations/attention/unassigned_refunds'
import { attentionNotes } from '#operations/attention/attention_notes'
import { refusalText } from '#stripe/refusal_text'
import { readableEmail } from '#shared/email_address'
import { formatMoney } from '#shared/money'
import FindUnsettledCharges, {
  type ClosedBy,
  unsettledCharges,
} from '#purchases/subscriptions/find_unsettled_charges'
import { LISTED_DAYS, UNCERTAIN_DOUBLE_PAYMENTS } from '#purchases/refunds/double_payments_in_sql'
import { printTime } from '#shared/print_time'
import { rawRows } from '#database/raw_rows'

/** The most items per kind. */
const MOST = 50

/** Days before its deadline from which an open dispute needs attention. */
const DEADLINE_DAYS = 7

/** Minutes after which an unhandled event is late. */
const LATE_MINUTES = 5

/** SQL: a further line of a paid checkout that nobody has settled. */
const UNSETTLED = `settled_at is null and exists (select 1 from purchases
  where purchases.id = further_lines.purchase_id and purchases.status in ('active', 'past_due'))`

/** SQL: whether the product of a further line is in the catalogue. */
const IS_KNOWN = `exists (select 1 from products
  join product_configurations on product_configurations.product_id = products.id
  where products.stripe_id = further_lines.product_stripe_id)`
/** Tries after which a customer that Stripe does not take counts as stuck: about an hour. */
const MANY_TRIES = 6

/** The table and SQL condition of each kind, shared by list and count. */
const CONDITIONS = {
  mismatch: ['purchases', "status = 'mismatch' and access_override is null"],
  unassigned: [
    'unassigned_payments',
    `status <> 'refund' and not exists (select 1 from purchases
      where purchases.checkout_session_id = unassigned_payments.checkout_session_id)`,
  ],
  further_line: ['further_lines', `${UNSETTLED} and ${IS_KNOWN}`],
  unknown_line: ['further_lines', `${UNSETTLED} and not ${IS_KNOWN}`],
  unassigned_refund: ['refunds', UNASSIGNED_REFUNDS],
  event: [
    'stripe_events',
    'next_attempt_at is not null and error is not null and handled_at is null',
  ],
  late_event: [
    'stripe_events',
    'next_attempt_at is not null and error is null and received_at < ?',
  ],
  mail: ['mails', "next_attempt_at is null and status = 'failed'"],
  file: ['file_releases', "missing_since is not null and status = 'released'"],
  dispute: ['disputes', "status = 'needs_response' and evidence_due_at < ?"],
  inquiry: ['disputes', "status = 'warning_needs_response'"],
  unknown_product: ['purchases', 'unknown_product_stripe_id is not null and ended_at is null'],
  paid_twice: ['purchases', `purchases.id in (${UNCERTAIN_DOUBLE_PAYMENTS})`],
  account: ['users', 'duplicate_of_id is not null and disabled_at is null'],
  refusal: [
    'stripe_refusals',
    `price_stripe_id is null or exists (select 1 from prices
      where prices.stripe_id = price_stripe_id and prices.active = true and prices.gone_at is null)`,
  ],
  customer: [
    'customer_updates',
    `is_refused or (next_attempt_at is not null and attempts >= ${MANY_TRIES})`,
  ],
} as const

type Condition = keyof typeof CONDITIONS

/**
 * Everything that needs attention, oldest first: paid and not fulfilled, failed, mismatched,
 * missing, or close to a deadline. Only reads.
 */
export default class ListAttention {
  async handle(now: DateTime = DateTime.utc()): Promise<AttentionItem[]> {
    const found = await Promise.all([
      rows('mismatch', now, (row) => ({
        reason: row.status_detail ?? 'What was paid is not what was asked for',
        label: `Purchase ${row.reference}, ${boughtName(row.product_snapshot, row.price_snapshot)}`,
        since: row.purchased_at,
      })),
      rows('unassigned', now, (row) => ({
        reason: row.problem,
        label: `${moneyText(row)} for ${row.name}, paid by ${row.email === null ? 'nobody named' : readableEmail(row.email)}`,
        since: row.paid_at,
      })),
      rows('further_line', now, (row) => ({
        reason:
          'The buyer added it on the payment page and paid for it, and its product is here now. Check the purchase with Stripe, and it becomes a purchase of its own',
        label: lineLabel(row),
        since: row.created_at,
        id: Number(row.purchase_id),
      })),
      rows('unknown_line', now, (row) => ({
        reason:
          'The buyer added it on the payment page and paid for it, and it is not known here. Copy the catalogue from Stripe, and it becomes a purchase of its own; or refund it in Stripe and say that it is settled',
        label: lineLabel(row),
        since: row.created_at,
      })),
      unassignedRefundItems(MOST),
      rows('event', now, (row) => ({
        reason: row.error,
        label: row.type,
        since: row.received_at,
      })),
      rows('late_event', now, (row) => ({
        reason: 'Nobody has worked on it',
        label: row.type,
        since: row.received_at,
      })),
      rows('mail', now, (row) => ({
        reason: row.error ?? 'It could not be sent',
        label: `${row.kind} to ${row.recipient}`,
        since: row.created_at,
      })),
      rows('file', now, (row) => ({
        reason: 'Its bytes are not where they were put',
        label: row.filename,
        since: row.missing_since,
        id: Number(row.product_configuration_id),
      })),
      rows('dispute', now, (row) => ({
        reason: `The bank wants evidence until ${printTime(readTime(row.evidence_due_at), 'date', 'en')}`,
        label: `${row.stripe_id}, ${boughtName(row.purchase_product_snapshot, row.purchase_price_snapshot)}`,
        since: row.created_at,
        id: Number(row.purchase_id),
      })),
      rows('inquiry', now, (row) => ({
        reason: inquiryText(row.evidence_due_at),
        label: row.stripe_id,
        since: row.created_at,
        id: Number(row.purchase_id),
      })),
      rows('unknown_product', now, (row) => ({
        reason: `Its subscription was changed in Stripe to ${row.unknown_product_stripe_id}, which is not sold here, so the buyer keeps what was bought. Sync the catalogue, or change the subscription back in Stripe`,
        label: `Purchase ${row.reference}`,
        since: row.updated_at,
      })),
      rows('paid_twice', now, (row) => ({
        reason:
          'The same buyer has paid for this product before, and it is not known whether they were asked. Ask them, then refund one, or keep the access of this one with a reason',
        label: `Purchase ${row.reference}, ${boughtName(row.product_snapshot, row.price_snapshot)}`,
        since: row.created_at,
      })),
      rows('account', now, (row) => ({
        reason:
          'Another account has the same address and signs in with it. Grant to the address what this account bought, then disable this account',
        label: row.email,
        since: row.updated_at,
      })),
      rows('refusal', now, (row) => {
        const { problem, fix } = refusalText(row.cause, row.message)
        return { reason: `${problem}. ${fix}`, label: row.label, since: row.created_at }
      }),
      unsettledItems(now),
      rows('customer', now, (row) => ({
        reason: `Stripe still has the name or address from before: ${row.error}`,
        label: row.label,
        since: row.created_at,
        id: Number(row.user_id),
      })),
      attentionNotes(now),
    ])
    return found.flat().toSorted((one, other) => +one.since - +other.since)
  }

  /** How many items there are, in two queries. */
  async count(now: DateTime = DateTime.utc()): Promise<number> {
    const [kept, notes] = await Promise.all([countRows(now), attentionNotes(now)])
    return kept + notes.length
  }
}

function inquiryText(dueAt: string | Date | null): string {
  const until = dueAt === null ? '' : ` until ${printTime(readTime(dueAt), 'date', 'en')}`
  return `The buyer’s bank asks about this payment. No money was taken and the access stays open. Answer in Stripe${until}, or refund, so that it does not become a dispute`
}

function lineLabel(row: { name: string; quantity: number; reference: string } & Money): string {
  return `${row.quantity} × ${row.name} for ${moneyText(row)}, with purchase ${row.reference}`
}

interface Money {
  amount: number | string
  currency: string
}

function moneyText({ amount, currency }: Money): string {
  return formatMoney(Number(amount), currency, 'en')
}

async function countRows(now: DateTime): Promise<number> {
  const names = Object.keys(CONDITIONS) as Condition[]
  const sums = names.map((name) => {
    const [table, condition] = CONDITIONS[name]
    return `(select count(*) from (select 1 as one from ${table} where ${condition} limit 100) as c)`
  })
  const unsettled = unsettledCharges(now)
  sums.push(`(select count(*) from (select 1 as one from (${unsettled.sql}) as u limit 100) as c)`)
  const bindings = [...names.flatMap((name) => bindingsOf(name, now)), ...unsettled.bindings]
  const [row] = await rawRows(`select ${sums.join(' + ')} as sum`, bindings)
  return Number(row?.sum ?? 0)
}

const CLOSED_TEXTS: Record<ClosedBy, string> = {
  disabled: 'The account of the buyer is disabled',
  revoked: 'You revoked the access',
  ended: 'The access has ended on the date that you set',
  refunded: 'The payment was refunded',
  lost: 'The bank took the payment back',
  disputed: 'The payment is disputed, so the access is suspended',
  mismatch: 'What was paid is not what was asked for',
}

async function unsettledItems(now: DateTime): Promise<AttentionItem[]> {
  const charges = await new FindUnsettledCharges().handle({ now, limit: MOST })
  return charges.map(({ purchaseId, reference, keptFor, closedBy, first, since }) => ({
    kind: keptFor === 'closed' ? 'charged_while_closed' : 'second_subscription',
    key: `${keptFor}:${purchaseId}`,
    reason:
      closedBy === null
        ? `The same buyer has ${first} of the same product, and both are charged. Cancel one and refund it, or leave both`
        : `${CLOSED_TEXTS[closedBy]}, and Stripe charges the subscription again. Cancel or pause it, or leave it with a reason`,
    label: `Purchase ${reference}`,
    since,
    id: purchaseId,
  }))
}

function bindingsOf(name: Condition, now: DateTime): string[] {
  switch (name) {
    case 'late_event':
      return [databaseTime(now.minus({ minutes: LATE_MINUTES }))]
    case 'dispute':
      return [databaseTime(now.plus({ days: DEADLINE_DAYS }))]
    case 'paid_twice':
      return [databaseTime(now.minus({ days: LISTED_DAYS }))]
    default:
      return []
  }
}

/** The product with its price, from the copies that a purchase has of them. */
function boughtName(productSnapshot: unknown, priceSnapshot: unknown): string {
  const { name } = json.consume(productSnapshot) as ProductSnapshot
  const price = json.consume(priceSnapshot) as PriceSnapshot
  return nameWithPrice(name, priceName(price, true, i18nManager.locale('en')))
}

async function rows(
  kind: Condition,
  now: DateTime,
  view: (row: any) => { reason: string; label: string; since: string | Date; id?: number }
): Promise<AttentionItem[]> {
  const [table, condition] = CONDITIONS[kind]
  const query: DatabaseQueryBuilderContract = db
    .from(table)
    .whereRaw(condition, bindingsOf(kind, now))
    .select(`${table}.*`)
    .orderBy(`${table}.id`)
    .limit(MOST)
  if (kind === 'further_line' || kind === 'unknown_line') {
    query.select(
      db.raw('(select reference from purchases where purchases.id = purchase_id) as reference')
    )
  }
  if (kind === 'file') {
    query.select(
      db.raw(`(select product_configuration_id from product_files
        where product_files.id = file_releases.product_file_id) as product_configuration_id`)
    )
  }
  if (kind === 'dispute' || kind === 'inquiry') {
    const ofPurchase = (column: string) =>
      db.raw(`(select purchases.${column} from payment_lines
        join purchases on purchases.id = payment_lines.purchase_id
        where payment_lines.payment_id = disputes.payment_id
        order by purchases.id limit 1) as purchase_${column}`)
    query.select(...['id', 'product_snapshot', 'price_snapshot'].map(ofPurchase))
  }
  if (kind === 'customer') {
    query.select(db.raw('(select email from users where users.id = user_id) as label'))
  }
  return (await query).map((row) => {
    const { since, id = row.id, ...texts } = view(row)
    return { kind, key: `${kind}:${row.id}`, since: readTime(since), id, ...texts }
  })
}
