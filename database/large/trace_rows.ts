import { type LargeStore, type Part, type Row, stamps } from '#database/large/large_store'
import {
  customerEmail,
  productTitle,
  purchaseReference,
  sessionId,
  stripeId,
} from '#database/large/names_and_ids'
import {
  PURCHASES_FOR_A_DOWNLOAD,
  PURCHASES_FOR_A_MAIL,
  PURCHASES_FOR_AN_AUDIT_ENTRY,
  PURCHASES_FOR_AN_EVENT,
  STAFF,
} from '#database/large/numbers'
import { staffLabel } from '#database/large/people_rows'
import { withSearchText } from '#database/search_text'
import { tellPurchase } from '#database/large/purchase_story'

const HOUR = 60 * 60 * 1000

/** Event types with the prefix of the object's id, and whether the store handles them. */
const EVENTS: [type: string, object: string, isWork: boolean][] = [
  ['checkout.session.completed', 'cs', true],
  ['charge.updated', 'ch', false],
  ['checkout.session.completed', 'cs', true],
  ['invoice.paid', 'in', true],
  ['payment_intent.succeeded', 'pi', false],
  ['customer.subscription.updated', 'sub', true],
  ['charge.refunded', 'ch', true],
  ['price.updated', 'price', true],
  ['product.updated', 'prod', true],
]

/** One of this many mails and events has failed, or is waiting. */
const FAILED_EVERY = 1000
const WAITING_EVERY = 10_000

/** Fields that make a payload about as large as a real one. */
const PADDING = Array.from({ length: 30 }, (_, n) => [`field_${n}`, `a value from Stripe, ${n}`])

/** Events, mails, downloads and audit entries that purchases lead to. */
export const traceParts: Part[] = [
  {
    name: 'stripe_events',
    table: 'stripe_events',
    count: ({ purchases }) => Math.floor(purchases / PURCHASES_FOR_AN_EVENT),
    row: eventRow,
  },
  {
    name: 'mails',
    table: 'mails',
    count: ({ purchases }) => Math.floor(purchases / PURCHASES_FOR_A_MAIL),
    row: mailRow,
  },
  {
    name: 'downloads',
    table: 'downloads',
    count: ({ purchases }) => Math.floor(purchases / PURCHASES_FOR_A_DOWNLOAD),
    row: downloadRow,
  },
  {
    name: 'audit_entries',
    table: 'audit_entries',
    count: ({ purchases }) => Math.floor(purchases / PURCHASES_FOR_AN_AUDIT_ENTRY),
    row: auditRow,
  },
]

function eventRow(n: number, store: LargeStore): Row {
  const purchase = n * PURCHASES_FOR_AN_EVENT
  const { boughtAt } = tellPurchase(purchase, store)
  const [type, object, isWork] = EVENTS[n % EVENTS.length]
  const objectId = object === 'cs' ? sessionId(purchase) : stripeId(object, purchase)
  const standing = standingOf(n, boughtAt, store)
  return {
    stripe_id: stripeId('evt', n),
    type,
    livemode: false,
    api_version: '2026-10-28.endive',
    object_id: objectId,
    checkout_session_id: object === 'cs' ? objectId : null,
    payload: { id: stripeId('evt', n), type, data: { object: Object.fromEntries(PADDING) } },
    received_at: boughtAt,
    attempts: 1,
    error: standing.error,
    next_attempt_at: standing.nextAttemptAt,
    handled_at: isWork ? standing.doneAt : null,
    ignored_at: isWork ? null : standing.doneAt,
    ...stamps(boughtAt),
  }
}

function mailRow(n: number, store: LargeStore): Row {
  const purchase = n * PURCHASES_FOR_A_MAIL
  const { buyer, boughtAt } = tellPurchase(purchase, store)
  const standing = standingOf(n, boughtAt, store)
  return {
    dedupe_key: `large ${n}`,
    kind: 'receipt',
    recipient: customerEmail(buyer),
    locale: 'en',
    purchase_id: store.firstIds.purchases + purchase,
    user_id: store.firstIds.customers + buyer,
    data: { reference: purchaseReference(purchase) },
    status: standing.mail,
    attempts: 1,
    next_attempt_at: standing.error ? null : standing.nextAttemptAt,
    error: standing.error,
    sent_at: standing.doneAt,
    ...stamps(boughtAt),
  }
}

/** Whether the work on an event or mail is done, failed or waiting. */
function standingOf(n: number, at: Date, { calendar }: LargeStore) {
  const isWaiting = n % WAITING_EVERY === WAITING_EVERY - 1
  const isFailed = n % FAILED_EVERY === FAILED_EVERY / 2
  return {
    error: isFailed ? 'The other side did not answer in time.' : null,
    nextAttemptAt: isFailed || isWaiting ? calendar.later : null,
    doneAt: isFailed || isWaiting ? null : calendar.after(at, 0.0001),
    mail: mailStatus(isFailed, isWaiting),
  }
}

function mailStatus(isFailed: boolean, isWaiting: boolean): 'failed' | 'queued' | 'sent' {
  if (isFailed) {
    return 'failed'
  }
  return isWaiting ? 'queued' : 'sent'
}

function downloadRow(n: number, store: LargeStore): Row {
  const purchase = n * PURCHASES_FOR_A_DOWNLOAD
  const { buyer, product, boughtAt } = tellPurchase(purchase, store)
  const size = (product + 1) * 1024 * 1024
  return {
    purchase_id: store.firstIds.purchases + purchase,
    user_id: store.firstIds.customers + buyer,
    file_release_id: store.firstIds.file_releases + product,
    window_start: new Date(boughtAt.getTime() + HOUR),
    requests: 1,
    bytes: size,
    completed_at: new Date(boughtAt.getTime() + HOUR),
    address: `192.0.2.${n % 256}`,
    ...stamps(boughtAt),
  }
}

function auditRow(n: number, store: LargeStore): Row {
  const purchase = n * PURCHASES_FOR_AN_AUDIT_ENTRY
  const { product, boughtAt } = tellPurchase(purchase, store)
  const actor = n % STAFF
  const isProduct = n % 4 !== 0
  return {
    actor_id: store.firstIds.staff + actor,
    action: isProduct ? 'product.updated' : 'purchase.checked',
    subject_type: isProduct ? 'product' : 'purchase',
    subject_id: isProduct
      ? store.firstIds.product_configurations + product
      : store.firstIds.purchases + purchase,
    ...withSearchText('audit_entries', {
      actor_label: staffLabel(actor),
      subject_label: isProduct ? productTitle(product) : purchaseReference(purchase),
    }),
    changes: isProduct ? { position: [n % 7, n % 5] } : {},
    address: '192.0.2.1',
    created_at: boughtAt,
  }
}
