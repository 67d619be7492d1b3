import type { I18n } from '@adonisjs/i18n'
import storeConfig from '#config/store'
import { formatMoney } from '#app/money'
import { printTime } from '#app/print_time'
import { absoluteUrl } from '#mails/absolute_url'
import type { MailComposer, MailContent } from '#mails/mail_content'
import type Mail from '#models/mail'
import Purchase from '#models/purchase'

type Facts = NonNullable<MailContent['facts']>

const store = storeConfig.name

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
    facts: [...factsOf(purchase, i18n), ...sumsOf(purchase, i18n)],
    prose: purchase.productConfiguration.receiptText,
  }
}

export const paymentPending: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  if (purchase.status !== 'pending') {
    return null
  }
  const content = compose(mail, i18n, purchase, 'text')
  return { ...content, facts: [...factsOf(purchase, i18n), ...sumsOf(purchase, i18n)] }
}

export const paymentFailed: MailComposer = async (mail, i18n) => {
  const purchase = await findPurchase(mail)
  const content = compose(mail, i18n, purchase, 'text')
  const href = absoluteUrl('store.products.show', {
    productSlug: purchase.productConfiguration.slug,
  })
  return { ...content, button: { ...content.button, href } }
}

async function findPurchase({ data, purchaseId }: Mail): Promise<Purchase> {
  return Purchase.query()
    .if(purchaseId !== null, (query) => query.where('id', purchaseId!))
    .if(purchaseId === null, (query) => query.where('reference', String(data.purchaseReference)))
    .preload('user')
    .preload('productConfiguration')
    .preload('payments', (payments) => payments.orderBy('id'))
    .firstOrFail()
}

/** The words are in `mails.json`, under the kind of the mail. */
function compose(
  { kind }: Mail,
  i18n: I18n,
  purchase: Purchase,
  text: 'text' | 'text_free'
): MailContent {
  const values = { store, product: purchase.productSnapshot.name }
  const say = (name: string) => i18n.t(`mails.${kind}.${name}`, values)
  return {
    subject: say('subject'),
    preview: say('preview'),
    heading: say('heading'),
    paragraphs: [say(text)],
    button: {
      text: say('button'),
      href: absoluteUrl('purchases.show', { reference: purchase.reference }),
    },
    notes: [say('note')],
  }
}

function factsOf(purchase: Purchase, i18n: I18n): Facts {
  const { user: buyer } = purchase
  const date = printTime(purchase.purchasedAt, 'date', i18n.locale)
  return [
    { label: i18n.t('mails.facts.product'), value: purchase.productSnapshot.name },
    { label: i18n.t('mails.facts.reference'), value: purchase.reference },
    { label: i18n.t('mails.facts.date'), value: date },
    { label: i18n.t('mails.facts.buyer'), value: buyer.fullName ?? buyer.email },
  ]
}

/** What was paid; the parts only where there is a discount or a tax. */
function sumsOf(purchase: Purchase, i18n: I18n): Facts {
  const money = (amount: number) => formatMoney(amount, purchase.currency, i18n.locale)
  const { subtotalAmount, discountAmount, taxAmount, totalAmount } = purchase
  const facts: Facts = []
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
  return [...facts, { label: i18n.t('mails.facts.total'), value, isTotal: true }]
}
