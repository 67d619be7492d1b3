import type { I18n } from '@adonisjs/i18n'
import storeConfig from '#config/store'
import { findBuyerFacts } from '#buyers/buyer_facts'
import { nameWithPrice } from '#catalogue/prices/price_name'
import { formatMoney } from '#shared/money'
import { printTime } from '#shared/print_time'
import { absoluteUrl } from '#http/absolute_url'
import type { MailComposer, MailContent } from '#mail/mail_content'
import type Mail from '#models/mail'
import type Payment from '#models/payment'
import Purchase from '#models/purchase'
import type Refund from '#models/refund'
import FindPriceNames from '#purchases/find_price_names'
import { furtherLineText, presentmentText } from '#purchases/receipt_rows'
import { givesBack, refundProgress } from '#purchases/refund_rules'

type Facts = NonNullable<MailContent['facts']>

const store = storeConfig.name

/** After the payment: the receipt, with what was paid. */
export const receipt: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  const isFree = purchase.totalAmount === 0
  const lastPayment = purchase.payments.findLast((payment) => payment.receiptUrl !== null)
  const content = compose(mail, i18n, purchase, isFree ? 'text_free' : 'text')
  if (lastPayment?.receiptUrl) {
    const link = i18n.t('mails.receipt.stripe_receipt', { url: lastPayment.receiptUrl })
    content.notes = [link, ...(content.notes ?? [])]
  }
  return {
    ...content,
    facts: [...(await factsOf(purchase, i18n)), ...sumsOf(purchase, i18n)],
    prose: purchase.productConfiguration.receiptText,
  }
}

/** A delayed payment has begun. Not sent once the purchase is no longer pending. */
export const paymentPending: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  if (purchase.status !== 'pending') {
    return null
  }
  const content = compose(mail, i18n, purchase, 'text')
  return { ...content, facts: [...(await factsOf(purchase, i18n)), ...sumsOf(purchase, i18n)] }
}

/** A delayed payment failed; the button leads back to the product. */
export const paymentFailed: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  const content = compose(mail, i18n, purchase, 'text')
  const href = absoluteUrl('store.products.show', {
    productSlug: purchase.productConfiguration.slug,
  })
  return { ...content, button: { ...content.button, href } }
}

/** Staff gave the product to the user. */
export const purchaseGranted: MailComposer = async (mail, i18n) =>
  compose(mail, i18n, await findPurchase(mail), 'text')

/** A payment was refunded. Not sent where the refund has failed meanwhile. */
export const refunded: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  const found = refundOf(mail, purchase)
  if (!found || !givesBack(found.refund.status)) {
    return null
  }
  const progress = refundProgress(found.refund.status)
  const facts = await refundFacts(purchase, found, i18n)
  if (progress === 'waits') {
    const [preview, heading] = ['preview_waits', 'heading_waits'].map((line) =>
      i18n.t(`mails.refunded.${line}`)
    )
    return { ...compose(mail, i18n, purchase, 'text_waits'), preview, heading, facts }
  }
  const text = progress === 'pending' ? 'text_pending' : 'text'
  return { ...compose(mail, i18n, purchase, text), facts }
}

/** A refund did not reach the buyer. Not sent where it has succeeded meanwhile. */
export const refundFailed: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  const found = refundOf(mail, purchase)
  return found && !givesBack(found.refund.status)
    ? { ...compose(mail, i18n, purchase, 'text'), facts: await refundFacts(purchase, found, i18n) }
    : null
}

/**
 * The buyer paid for the same product twice. The texts of each kind say what happens to the
 * second payment.
 */
export const paidTwice: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  return { ...compose(mail, i18n, purchase, 'text'), facts: await factsOf(purchase, i18n) }
}

/** Not sent where the payment has arrived meanwhile, or the subscription has ended. */
export const renewalFailed: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  return purchase.status === 'past_due' ? compose(mail, i18n, purchase, 'text') : null
}

interface FoundRefund {
  payment: Payment
  refund: Refund
}

function refundOf({ data }: Mail, { payments }: Purchase): FoundRefund | null {
  for (const payment of payments) {
    const refund = payment.refunds.find(({ stripeId }) => stripeId === data.refundStripeId)
    if (refund) {
      return { payment, refund }
    }
  }
  return null
}

async function refundFacts(
  purchase: Purchase,
  { payment, refund }: FoundRefund,
  i18n: I18n
): Promise<Facts> {
  const money = (amount: number) => formatMoney(amount, payment.currency, i18n.locale)
  return [
    { label: i18n.t('mails.facts.product'), value: await boughtName(purchase, i18n) },
    { label: i18n.t('mails.facts.reference'), value: purchase.reference },
    { label: i18n.t('mails.facts.paid'), value: money(payment.amount) },
    { label: i18n.t('mails.facts.refund'), value: money(refund.amount), isTotal: true },
  ]
}

async function findPurchase({ data, purchaseId }: Mail): Promise<Purchase> {
  return Purchase.query()
    .if(purchaseId !== null, (query) => query.where('id', purchaseId!))
    .if(purchaseId === null, (query) => query.where('reference', String(data.purchaseReference)))
    .preload('productConfiguration')
    .preload('furtherLines', (lines) => lines.orderBy('id'))
    .preload('payments', (payments) => payments.preload('refunds').orderBy('id'))
    .firstOrFail()
}

/** The texts are in `mails.json`, under the kind of the mail. */
function compose(
  { kind }: Mail,
  i18n: I18n,
  purchase: Purchase,
  text: 'text' | 'text_free' | 'text_pending' | 'text_waits'
): MailContent {
  const values = { store, product: purchase.productSnapshot.name }
  const line = (name: string) => i18n.t(`mails.${kind}.${name}`, values)
  return {
    subject: line('subject'),
    preview: line('preview'),
    heading: line('heading'),
    paragraphs: [line(text)],
    button: {
      text: line('button'),
      href: absoluteUrl('purchases.show', { reference: purchase.reference }),
    },
    notes: [line('note')],
  }
}

async function factsOf(purchase: Purchase, i18n: I18n): Promise<Facts> {
  const buyer = await findBuyerFacts(purchase)
  const date = printTime(purchase.purchasedAt, 'date', i18n.locale)
  return [
    { label: i18n.t('mails.facts.product'), value: await boughtName(purchase, i18n) },
    { label: i18n.t('mails.facts.reference'), value: purchase.reference },
    { label: i18n.t('mails.facts.date'), value: date },
    { label: i18n.t('mails.facts.buyer'), value: buyer.name },
  ]
}

/** The product as it was bought, with the price where there are several. */
async function boughtName(purchase: Purchase, i18n: I18n): Promise<string> {
  const price = await new FindPriceNames().one(purchase, i18n)
  return nameWithPrice(purchase.productSnapshot.name, price)
}

/**
 * The total, with further products, with subtotal, discount and tax where there is a discount or a tax,
 * and with what the card was charged in another currency.
 */
function sumsOf(purchase: Purchase, i18n: I18n): Facts {
  const money = (amount: number) => formatMoney(amount, purchase.currency, i18n.locale)
  const { subtotalAmount, discountAmount, taxAmount, totalAmount } = purchase
  const facts: Facts = purchase.furtherLines.map((line) => ({
    label: i18n.t('mails.facts.further_line'),
    value: furtherLineText(line, i18n),
  }))
  if (discountAmount > 0 || taxAmount > 0) {
    facts.push({ label: i18n.t('mails.facts.subtotal'), value: money(subtotalAmount) })
  }
  if (discountAmount > 0) {
    facts.push({ label: i18n.t('mails.facts.discount'), value: money(-discountAmount) })
  }
  if (taxAmount > 0) {
    facts.push({ label: i18n.t('mails.facts.tax'), value: money(taxAmount) })
  }
  const value = totalAmount === 0 ? i18n.t('mails.facts.free') : money(totalAmount)
  const presented = presentmentText(purchase, i18n)
  return [
    ...facts,
    { label: i18n.t('mails.facts.total'), value, isTotal: true },
    ...(presented === null ? [] : [{ label: i18n.t('mails.facts.presentment'), value: presented }]),
  ]
}
