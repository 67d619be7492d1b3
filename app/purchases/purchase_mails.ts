import type { I18n } from '@adonisjs/i18n'
import storeConfig from '#config/store'
import { findBuyerFacts } from '#buyers/buyer_facts'
import { nameWithPrice } from '#catalogue/prices/price_name'
import { formatMoney } from '#shared/money'
import { printTime } from '#shared/print_time'
import { absoluteUrl } from '#http/absolute_url'
import type { MailComposer, MailContent } from '#mail/mail_content'
import type Mail from '#models/mail'
import PaymentLine from '#models/payment_line'
import Purchase from '#models/purchase'
import type Refund from '#models/refund'
import {
  newestPayments,
  type PurchasePayment,
  purchasePayments,
} from '#purchases/purchase_payments'
import FindPriceNames from '#purchases/find_price_names'
import { furtherLineText, presentmentText } from '#purchases/receipt_rows'
import { givesBack, refundProgress } from '#purchases/refund_rules'

type Facts = NonNullable<MailContent['facts']>

const store = storeConfig.name

/** Payments among which a mail finds the one that it is about. */
const MOST_PAYMENTS = 100

/** Products that a sentence names; the facts name all. */
const MOST_NAMES = 3

/** After the payment: the receipt, with what was paid. */
export const receipt: MailComposer = async (mail, i18n) => {
  const purchases = await findCheckout(mail)
  const isFree = purchases.every(({ totalAmount }) => totalAmount === 0)
  const lastPayment = purchases
    .flatMap((purchase) => purchasePayments(purchase))
    .find((payment) => payment.receiptUrl !== null)
  const content = compose(mail, i18n, purchases, isFree ? 'text_free' : 'text')
  if (lastPayment?.receiptUrl) {
    const link = i18n.t('mails.receipt.stripe_receipt', { url: lastPayment.receiptUrl })
    content.notes = [link, ...(content.notes ?? [])]
  }
  return {
    ...content,
    facts: [...(await factsOf(purchases, i18n)), ...sumsOf(purchases, i18n)],
    prose: receiptTexts(purchases),
  }
}

/** A delayed payment has begun. Not sent once the purchase is no longer pending. */
export const paymentPending: MailComposer = async (mail, i18n) => {
  const purchases = await findCheckout(mail)
  if (purchases.every(({ status }) => status !== 'pending')) {
    return null
  }
  const content = compose(mail, i18n, purchases, 'text')
  return { ...content, facts: [...(await factsOf(purchases, i18n)), ...sumsOf(purchases, i18n)] }
}

/** A delayed payment failed; the button leads back to the product. */
export const paymentFailed: MailComposer = async (mail, i18n) => {
  const purchases = await findCheckout(mail)
  const content = compose(mail, i18n, purchases, 'text')
  const href = absoluteUrl('store.products.show', {
    productSlug: purchases[0].productConfiguration.slug,
  })
  return { ...content, button: { ...content.button, href } }
}

/** Staff gave the product to the user. */
export const purchaseGranted: MailComposer = async (mail, i18n) =>
  compose(mail, i18n, [await findPurchase(mail)], 'text')

/** A payment was refunded. Not sent where the refund has failed meanwhile. */
export const refunded: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  const found = refundOf(mail, purchase)
  if (!found || !givesBack(found.refund.status)) {
    return null
  }
  const progress = refundProgress(found.refund.status)
  const facts = await refundFacts(purchase, found, i18n)
  const purchases = await ofRefund(purchase, found)
  if (progress === 'waits') {
    const [preview, heading] = ['preview_waits', 'heading_waits'].map((line) =>
      i18n.t(`mails.refunded.${line}`)
    )
    return { ...compose(mail, i18n, purchases, 'text_waits'), preview, heading, facts }
  }
  const text = progress === 'pending' ? 'text_pending' : 'text'
  return { ...compose(mail, i18n, purchases, text), facts }
}

/** A refund did not reach the buyer. Not sent where it has succeeded meanwhile. */
export const refundFailed: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  const found = refundOf(mail, purchase)
  return found && !givesBack(found.refund.status)
    ? {
        ...compose(mail, i18n, await ofRefund(purchase, found), 'text'),
        facts: await refundFacts(purchase, found, i18n),
      }
    : null
}

/**
 * The buyer paid for the same product twice. The texts of each kind say what happens to the
 * second payment.
 */
export const paidTwice: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  return { ...compose(mail, i18n, [purchase], 'text'), facts: await factsOf([purchase], i18n) }
}

/** Not sent where the payment has arrived meanwhile, or the subscription has ended. */
export const renewalFailed: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  return purchase.status === 'past_due' ? compose(mail, i18n, [purchase], 'text') : null
}

interface FoundRefund {
  payment: PurchasePayment
  /** All that went back, for whatever product. */
  refund: Refund
}

function refundOf({ data }: Mail, { paymentLines }: Purchase): FoundRefund | null {
  const payments = purchasePayments({ id: 0, paymentLines })
  for (const { payment } of paymentLines) {
    const refund = payment.refunds.find(({ stripeId }) => stripeId === data.refundStripeId)
    if (refund) {
      return { payment: payments.find(({ id }) => id === payment.id)!, refund }
    }
  }
  return null
}

/** The purchases that a refund was for; all of its payment where that is not known. */
async function ofRefund(purchase: Purchase, { refund, payment }: FoundRefund): Promise<Purchase[]> {
  const lines =
    refund.lines.length > 0
      ? refund.lines
      : await PaymentLine.query().where('paymentId', payment.id).orderBy('purchaseId')
  return Purchase.query()
    .whereIn(
      'id',
      lines.map(({ purchaseId }) => purchaseId)
    )
    .orderBy('id')
    .then((found) => (found.length > 0 ? found : [purchase]))
}

async function refundFacts(
  purchase: Purchase,
  { payment, refund }: FoundRefund,
  i18n: I18n
): Promise<Facts> {
  const money = (amount: number) => formatMoney(amount, payment.currency, i18n.locale)
  const purchases = await ofRefund(purchase, { payment, refund })
  const names = await boughtNames(purchases, i18n)
  return [
    ...purchases.flatMap(({ id, reference }) => [
      { label: i18n.t('mails.facts.product'), value: names.get(id)! },
      { label: i18n.t('mails.facts.reference'), value: reference },
    ]),
    { label: i18n.t('mails.facts.paid'), value: money(payment.wholeAmount) },
    { label: i18n.t('mails.facts.refund'), value: money(refund.amount), isTotal: true },
  ]
}

/** The purchase of a mail and the others of its checkout, in the order in which they were asked for. */
async function findCheckout(mail: Mail): Promise<[Purchase, ...Purchase[]]> {
  const purchase = await findPurchase(mail)
  if (purchase.checkoutSessionId === null) {
    return [purchase]
  }
  const others = await purchaseQuery()
    .where('checkoutSessionId', purchase.checkoutSessionId)
    .whereNot('id', purchase.id)
    .orderBy('id')
  return [purchase, ...others]
}

async function findPurchase({ data, purchaseId }: Mail): Promise<Purchase> {
  return purchaseQuery()
    .if(purchaseId !== null, (query) => query.where('id', purchaseId!))
    .if(purchaseId === null, (query) => query.where('reference', String(data.purchaseReference)))
    .firstOrFail()
}

function purchaseQuery() {
  return Purchase.query()
    .preload('productConfiguration')
    .preload('furtherLines', (lines) => lines.orderBy('id'))
    .preload('paymentLines', newestPayments(MOST_PAYMENTS))
}

/** What the owner writes below a receipt, of every product. */
function receiptTexts(purchases: Purchase[]): string | null {
  const texts = purchases
    .map(({ productConfiguration: { receiptText } }) => receiptText)
    .filter((text) => text !== null && text !== '')
  return texts.length > 0 ? texts.join('\n\n') : null
}

/** The texts are in `mails.json`, under the kind of the mail. */
function compose(
  { kind }: Mail,
  i18n: I18n,
  purchases: Purchase[],
  text: 'text' | 'text_free' | 'text_pending' | 'text_waits'
): MailContent {
  const values = { store, product: productNames(purchases, i18n) }
  const line = (name: string) => i18n.t(`mails.${kind}.${name}`, values)
  const href =
    purchases.length === 1
      ? absoluteUrl('purchases.show', { reference: purchases[0].reference })
      : absoluteUrl('purchases.index')
  return {
    subject: line('subject'),
    preview: line('preview'),
    heading: line('heading'),
    paragraphs: [line(text)],
    button: { text: line('button'), href },
    notes: [line('note')],
  }
}

/** "Book", "Book and Workbook", or "Book, Workbook, and 3 more". */
function productNames(purchases: Purchase[], i18n: I18n): string {
  const names = purchases.map(({ productSnapshot }) => productSnapshot.name)
  const more = names.length - MOST_NAMES
  const shown =
    more > 0 ? [...names.slice(0, MOST_NAMES), i18n.t('mails.facts.more', { count: more })] : names
  return new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(shown)
}

/** A product with its purchase number; of several, with what each of them cost. */
async function factsOf(purchases: Purchase[], i18n: I18n): Promise<Facts> {
  const [first] = purchases
  const buyer = await findBuyerFacts(first)
  const names = await boughtNames(purchases, i18n)
  const label = i18n.t('mails.facts.product')
  const products =
    purchases.length === 1
      ? [
          { label, value: names.get(first.id)! },
          { label: i18n.t('mails.facts.reference'), value: first.reference },
        ]
      : purchases.map(({ id, reference, totalAmount, currency }) => ({
          label,
          value: i18n.t('mails.facts.one_of_several', {
            product: names.get(id)!,
            amount: formatMoney(totalAmount, currency, i18n.locale),
            reference,
          }),
        }))
  return [
    ...products,
    { label: i18n.t('mails.facts.date'), value: printTime(first.purchasedAt, 'date', i18n.locale) },
    { label: i18n.t('mails.facts.buyer'), value: buyer.name },
  ]
}

/** The products as they were bought, with the price where there are several. */
async function boughtNames(purchases: Purchase[], i18n: I18n): Promise<Map<number, string>> {
  const prices = await new FindPriceNames().handle(purchases, i18n)
  return new Map(
    purchases.map(({ id, productSnapshot }) => [
      id,
      nameWithPrice(productSnapshot.name, prices.get(id) ?? null),
    ])
  )
}

/**
 * The total of a checkout, with further products, with subtotal, discount and tax where there is a
 * discount or a tax, and with what the card was charged in another currency.
 */
function sumsOf(purchases: Purchase[], i18n: I18n): Facts {
  const [{ currency }] = purchases
  const money = (amount: number) => formatMoney(amount, currency, i18n.locale)
  const sum = (field: 'subtotalAmount' | 'discountAmount' | 'taxAmount' | 'totalAmount') =>
    purchases.reduce((total, purchase) => total + purchase[field], 0)
  const facts: Facts = purchases
    .flatMap(({ furtherLines }) => furtherLines)
    .map((line) => ({
      label: i18n.t('mails.facts.further_line'),
      value: furtherLineText(line, i18n),
    }))
  const [discount, tax, total] = [sum('discountAmount'), sum('taxAmount'), sum('totalAmount')]
  if (discount > 0 || tax > 0) {
    facts.push({ label: i18n.t('mails.facts.subtotal'), value: money(sum('subtotalAmount')) })
  }
  if (discount > 0) {
    facts.push({ label: i18n.t('mails.facts.discount'), value: money(-discount) })
  }
  if (tax > 0) {
    facts.push({ label: i18n.t('mails.facts.tax'), value: money(tax) })
  }
  const value = total === 0 ? i18n.t('mails.facts.free') : money(total)
  const presented = presentmentText(purchases, i18n)
  return [
    ...facts,
    { label: i18n.t('mails.facts.total'), value, isTotal: true },
    ...(presented === null ? [] : [{ label: i18n.t('mails.facts.presentment'), value: presented }]),
  ]
}
