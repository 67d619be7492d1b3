import { urlFor } from '@adonisjs/core/services/url_builder'
import { code, type Fact, fact, money, number, pill, text, time } from '#records/declarations/cells'
import { nextChargeText } from '#admin/purchases/subscription_text'
import { eventState } from '#admin/events/event_list'
import { mailKind, mailState } from '#admin/mails/mail_list'
import { PURCHASE_SOURCES, purchaseStatus, WAITING } from '#admin/purchases/purchase_labels'
import type { RelatedTable } from '#records/declarations/related_table'
import { stripeUrl } from '#admin/stripe_mode'
import type { AccessText } from '#access/access_text'
import type { PurchasePayment } from '#purchases/purchase_payments'
import { formatMoney } from '#shared/money'
import { isWaiting } from '#buyers/buyer'
import type { BuyerFacts } from '#buyers/buyer_facts'
import { formatFileSize } from '#shared/file_size'
import type FurtherLine from '#models/further_line'
import type Dispute from '#models/dispute'
import type Mail from '#models/mail'
import type Purchase from '#models/purchase'
import type StripeEvent from '#models/stripe_event'
import type { CustomerRecord } from '#admin/customers/find_customer_record'
import type { PurchaseRecord } from '#admin/purchases/find_purchase_record'
import { readableEmail } from '#shared/email_address'
import { printTime } from '#shared/print_time'

/** The facts at the top of a purchase's page. */
export function purchaseFacts(
  purchase: Purchase,
  { access, buyer, priceName }: { access: AccessText; buyer: BuyerFacts; priceName: string | null }
): Fact[] {
  const { productConfiguration: configuration } = purchase
  const state = purchaseStatus(purchase.status)
  return [
    fact('State', pill(state.text, state.tone, purchase.statusDetail ?? undefined)),
    fact('Access', pill(access.label, access.tone, accessNote(buyer, access))),
    fact('Buyer', buyerCell(buyer)),
    fact(
      'Product',
      text(configuration.name, {
        href: urlFor('admin.products.edit', { id: configuration.id }),
        note:
          purchase.productSnapshot.name === configuration.name
            ? undefined
            : `Bought as ${purchase.productSnapshot.name}`,
      })
    ),
    ...(priceName === null ? [] : [fact('Price', text(priceName))]),
    fact('Bought', time(purchase.purchasedAt)),
    fact('Source', text(PURCHASE_SOURCES[purchase.source] ?? purchase.source)),
    ...amountFacts(purchase),
    ...timeFacts(purchase),
    ...chargeFacts(purchase),
    ...overrideFacts(purchase),
    fact('Checkout session', code(purchase.checkoutSessionId)),
    fact('Payment', code(purchase.paymentIntentId, stripeUrl(purchase.paymentIntentId))),
    fact('Subscription', code(purchase.subscriptionId, stripeUrl(purchase.subscriptionId))),
    ...(purchase.unknownProductStripeId === null
      ? []
      : [
          fact(
            'Subscribed to',
            code(purchase.unknownProductStripeId, stripeUrl(purchase.unknownProductStripeId))
          ),
        ]),
    fact('Customer', code(purchase.stripeCustomerId, stripeUrl(purchase.stripeCustomerId))),
    fact('Looked at in Stripe', time(purchase.stripeSyncedAt)),
  ]
}

function accessNote(
  { account, readableEmail: email }: BuyerFacts,
  { text: words }: AccessText
): string {
  return account === null
    ? `It opens once an account has confirmed ${email}`
    : `The buyer reads: “${words}”`
}

function buyerCell({ account, label }: BuyerFacts) {
  return account === null
    ? text(label, { note: WAITING })
    : text(label, { href: urlFor('admin.customers.show', { id: account.id }) })
}

/** The payments of a purchase, each followed by its refunds and disputes. */
export function paymentTable({ payments }: PurchaseRecord): RelatedTable {
  return {
    title: 'Payments and refunds',
    empty: 'Nothing was paid.',
    heads: [
      { label: 'Stripe' },
      { label: 'Kind' },
      { label: 'When' },
      { label: 'Amount', align: 'right' },
    ],
    rows: payments.flatMap((payment) => [
      [
        code(payment.stripeId, stripeUrl(payment.paymentIntentId)),
        text('Payment', { note: wholeNote(payment) }),
        time(payment.paidAt),
        money(payment.amount, payment.currency),
      ],
      ...payment.refunds.map((refund) => [
        code(refund.stripeId),
        text(`Refund, ${refund.status}`, { note: refund.reason ?? undefined }),
        time(refund.refundedAt ?? refund.createdAt),
        money(-refund.amount, payment.currency),
      ]),
      ...payment.unassignedRefunds.map((refund) => [
        code(refund.stripeId),
        text(`Refund, ${refund.status}`, { note: 'It is not known for which product' }),
        time(refund.refundedAt ?? refund.createdAt),
        money(-refund.amount, payment.currency),
      ]),
      ...payment.disputes.map((dispute) => [
        code(dispute.stripeId),
        text(`Dispute, ${dispute.status}`, { note: disputeNote(dispute) }),
        time(dispute.createdAt),
        money(-dispute.amount, payment.currency),
      ]),
    ]),
  }
}

/** What all products of the checkout cost together. */
function wholeNote({ amount, wholeAmount, currency }: PurchasePayment): string | undefined {
  return amount === wholeAmount
    ? undefined
    : `Its part of ${formatMoney(wholeAmount, currency, 'en')} for all products`
}

/** The reason, and the bank's deadline for evidence. */
function disputeNote({ reason, evidenceDueAt }: Dispute): string | undefined {
  const until =
    evidenceDueAt === null ? '' : `evidence until ${printTime(evidenceDueAt, 'date', 'en')}`
  return [reason, until].filter(Boolean).join(', ') || undefined
}

/** The other purchases of the same checkout. */
export function sisterTable({ sisters }: PurchaseRecord): RelatedTable {
  return {
    title: 'Bought together',
    empty: 'Nothing else was bought in this checkout.',
    heads: [
      { label: 'Reference' },
      { label: 'Product' },
      { label: 'State' },
      { label: 'Total', align: 'right' },
    ],
    rows: sisters.map((sister) => {
      const state = purchaseStatus(sister.status)
      return [
        code(sister.reference, urlFor('admin.purchases.show', { id: sister.id })),
        text(sister.productConfiguration.name),
        pill(state.text, state.tone),
        money(sister.totalAmount, sister.currency),
      ]
    }),
  }
}

/** What was paid in the same checkout, and whose product is not here. */
export function furtherLineTable({ furtherLines }: PurchaseRecord): RelatedTable {
  return {
    title: 'Paid with it',
    empty: 'Nothing else was paid in this checkout.',
    heads: [
      { label: 'Product' },
      { label: 'State' },
      { label: 'Quantity', align: 'right' },
      { label: 'Amount', align: 'right' },
    ],
    rows: furtherLines.map((line) => [
      text(line.name, { note: line.productStripeId ?? undefined }),
      lineState(line),
      number(line.quantity),
      money(line.amount, line.currency),
    ]),
  }
}

function lineState({ settledAt }: FurtherLine) {
  return settledAt === null ? pill('Needs attention', 'warn') : text('Settled otherwise')
}

export function eventTable(events: StripeEvent[]): RelatedTable {
  return {
    title: 'Stripe events',
    needs: 'events.view',
    empty: 'Stripe has told nothing about it.',
    heads: [{ label: 'Event' }, { label: 'Type' }, { label: 'State' }, { label: 'Received' }],
    rows: events.map((event) => {
      const state = eventState({
        handled_at: event.handledAt,
        ignored_at: event.ignoredAt,
        error: event.error,
      })
      return [
        code(event.stripeId, urlFor('admin.events.show', { id: event.id })),
        text(event.type),
        pill(state.text, state.tone),
        time(event.receivedAt),
      ]
    }),
  }
}

export function mailTable(mails: Mail[]): RelatedTable {
  return {
    title: 'Mails',
    needs: 'mails.view',
    empty: 'No mail was written.',
    heads: [{ label: 'Kind' }, { label: 'Recipient' }, { label: 'State' }, { label: 'Sent' }],
    rows: mails.map((mail) => {
      const state = mailState(mail)
      return [
        text(mailKind(mail.kind), { href: urlFor('admin.mails.show', { id: mail.id }) }),
        text(readableEmail(mail.recipient)),
        pill(state.text, state.tone),
        time(mail.sentAt),
      ]
    }),
  }
}

export function downloadTable({ downloads }: PurchaseRecord): RelatedTable {
  return {
    title: 'Downloads',
    empty: 'Nothing was downloaded yet.',
    heads: [
      { label: 'File' },
      { label: 'First asked for' },
      { label: 'Complete' },
      { label: 'Requests', align: 'right' },
      { label: 'Delivered', align: 'right' },
      { label: 'From' },
    ],
    rows: downloads.map((download) => [
      text(download.fileRelease.productFile.label, {
        note: `${download.fileRelease.filename}, version ${download.fileRelease.version}`,
      }),
      time(download.windowStart),
      time(download.completedAt),
      number(download.requests),
      { kind: 'number', text: formatFileSize(download.bytes, 'en') },
      text(download.address),
    ]),
  }
}

export function purchaseTable({ purchases, priceNames, customer }: CustomerRecord): RelatedTable {
  return {
    title: 'Purchases',
    needs: 'purchases.view',
    empty: 'Nothing was bought yet.',
    heads: [
      { label: 'Reference' },
      { label: 'Product' },
      { label: 'State' },
      { label: 'Total', align: 'right' },
      { label: 'Bought' },
    ],
    rows: purchases.map((purchase) => {
      const state = purchaseStatus(purchase.status)
      return [
        code(purchase.reference, urlFor('admin.purchases.show', { id: purchase.id })),
        text(purchase.productConfiguration.name, {
          note: priceNames.get(purchase.id) ?? undefined,
        }),
        pill(state.text, state.tone, isWaiting(purchase) ? WAITING : undefined),
        money(purchase.totalAmount, purchase.currency),
        time(purchase.purchasedAt),
      ]
    }),
    more: urlFor(
      'admin.purchases.index',
      {},
      { qs: purchases.some(isWaiting) ? { q: customer.email } : { user: customer.id } }
    ),
  }
}

function amountFacts({
  quantity,
  subtotalAmount,
  discountAmount,
  taxAmount,
  totalAmount,
  currency,
  presentmentAmount,
  presentmentCurrency,
}: Purchase): Fact[] {
  return [
    ...(quantity === 1 ? [] : [fact('Quantity', number(quantity))]),
    fact('Subtotal', money(subtotalAmount, currency)),
    ...(discountAmount === 0 ? [] : [fact('Discount', money(-discountAmount, currency))]),
    ...(taxAmount === 0 ? [] : [fact('Tax', money(taxAmount, currency))]),
    fact('Total', money(totalAmount, currency)),
    ...(presentmentAmount === null || presentmentCurrency === null
      ? []
      : [fact('Charged to the card', money(presentmentAmount, presentmentCurrency))]),
  ]
}

function timeFacts(purchase: Purchase): Fact[] {
  const { collectionPause, collectionResumesAt } = purchase
  const times: [string, Purchase['cancelsAt']][] = [
    ['Current period ends', purchase.currentPeriodEndsAt],
    ['Last paid period ends', purchase.paidUntil],
    ['Subscription ends', purchase.cancelsAt],
    ['Ended', purchase.endedAt],
    ['Past due since', purchase.pastDueSince],
    ['Payments resume', collectionResumesAt],
  ]
  const facts = times.filter(([, at]) => at !== null).map(([label, at]) => fact(label, time(at)))
  return collectionPause === null
    ? facts
    : [...facts, fact('Payments paused', text(pauseText(collectionPause)))]
}

/** What Stripe does with the invoices meanwhile. */
function pauseText(behavior: string): string {
  return PAUSES[behavior] ?? `In a way that Kiosk does not know: ${behavior}`
}

const PAUSES: Record<string, string> = {
  void: 'Invoices are voided',
  mark_uncollectible: 'Invoices are marked as uncollectible',
  keep_as_draft: 'Invoices stay drafts that can be collected later',
}

function chargeFacts(purchase: Purchase): Fact[] {
  const { chargesKeptAt, chargesKeptReason } = purchase
  return [
    ...(purchase.subscriptionId === null
      ? []
      : [fact('Next charge', text(nextChargeText(purchase)))]),
    ...(chargesKeptAt === null
      ? []
      : [fact('Left as it is', text(chargesKeptReason ?? 'No reason given'))]),
  ]
}

function overrideFacts({ accessOverride, overrideReason, overrideEndsAt }: Purchase): Fact[] {
  if (accessOverride === null) {
    return []
  }
  const label = accessOverride === 'revoked' ? 'Revoked by staff' : 'Kept by staff'
  return [
    fact(label, text(overrideReason ?? 'No reason given')),
    fact('Until', overrideEndsAt ? time(overrideEndsAt) : text('For good')),
  ]
}
