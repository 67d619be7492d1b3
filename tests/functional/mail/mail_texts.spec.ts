import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import QueueMail from '#mail/queue_mail'
import type { MailKind } from '#mail/mail_content'
import Mail from '#models/mail'
import type ProductConfiguration from '#models/product_configuration'
import { createProduct } from '#database/factories/product_factory'
import { createPayment, PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { mailsTo } from '#tests/helpers/store/mailbox'

test.group('The text of a mail', (group) => {
  group.each.setup(() => cleanStore())

  test('prints an amount in {currency} in the locale {locale}')
    .with([
      { currency: 'usd', totalAmount: 123456, locale: 'en', printed: '$1,234.56' },
      { currency: 'jpy', totalAmount: 1800, locale: 'en', printed: '¥1,800' },
      { currency: 'kwd', totalAmount: 4500, locale: 'en', printed: 'KWD 4.500' },
      { currency: 'eur', totalAmount: 123456, locale: 'de', printed: '1.234,56 €' },
    ])
    .run(async ({ assert }, { currency, totalAmount, locale, printed }) => {
      const { mail } = await mailed('receipt', { currency, totalAmount }, locale)

      assert.include(spaced(mail.text), `Total: ${printed}`)
      assert.include(spaced(mail.html), printed)
    })

  test('links to the purchase and to the receipt from Stripe', async ({ assert }) => {
    const { mail, purchase } = await mailed('receipt', {
      subtotalAmount: 1500,
      discountAmount: 300,
      purchasedAt: DateTime.fromISO('2026-03-09T23:30:00Z'),
    })

    assert.include(mail.text, `/purchases/${purchase.reference}`)
    assert.include(mail.text, 'Subtotal: $15.00')
    assert.include(mail.text, 'Discount: -$3.00')
    assert.include(mail.text, 'Date: 9 Mar 2026')
    assert.include(mail.text, 'Buyer: Ada Lovelace')
    assert.include(mail.text, 'https://pay.stripe.com/receipts/x')
    assert.equal(mail.html.match(/<a href="[^"]*\/purchases\//g)?.length, 1)
  })

  test('contains the receipt text of the seller, as safe HTML and as plain text', async ({
    assert,
  }) => {
    const receiptText = 'Ask **us** at <help@shop.example>.\n\n<script>alert(1)</script>'
    const { mail } = await mailed('receipt', {}, 'en', 'ada@example.com', { receiptText })

    assert.include(mail.html, 'Ask <strong>us</strong> at')
    assert.include(mail.html, 'href="mailto:help@shop.example"')
    assert.notInclude(mail.html, '<script>')
    assert.include(mail.text, receiptText)
    const failed = await mailed('payment_failed', {}, 'en', 'bob@example.com', { receiptText })
    assert.notInclude(failed.mail.text, 'Ask **us**')
  })

  test('prints "Free" for a free purchase', async ({ assert }) => {
    const { mail } = await mailed('receipt', { subtotalAmount: 0, totalAmount: 0 })

    assert.include(mail.text, 'Total: Free')
    assert.notInclude(mail.text, 'received your payment')
  })

  test('is escaped in HTML and plain in text', async ({ assert }) => {
    const name = '<script>alert(1)</script> & "Co"'
    const { mail } = await mailed('receipt', {
      productSnapshot: { stripeId: 'prod_x', name, description: null },
    })

    assert.include(mail.subject, name)
    assert.include(mail.text, name)
    assert.notInclude(mail.html, '<script>')
    assert.include(mail.html, '&lt;script&gt;')
  })

  test('says that a payment is pending, unless it has arrived', async ({ assert }) => {
    const { mail } = await mailed('payment_pending', { status: 'pending' })
    assert.equal(mail.subject, 'Your payment for As it was is on its way')

    await mailed('payment_pending', { status: 'active' }, 'en', 'late@example.com')
    const late = await Mail.findByOrFail('recipient', 'late@example.com')
    assert.equal(late.status, 'failed')
  })

  test('says how to try again after a failed payment', async ({ assert }) => {
    const { mail, configuration } = await mailed('payment_failed', { status: 'failed' })

    assert.include(mail.text, 'Nothing was charged')
    assert.include(mail.text, `/products/${configuration.slug}`)
  })
})

async function mailed(
  kind: MailKind,
  merged: Record<string, unknown>,
  locale = 'en',
  recipient = 'ada@example.com',
  settings: Partial<ProductConfiguration> = {}
) {
  const user = await UserFactory.merge({ fullName: 'Ada Lovelace' }).create()
  const { configuration } = await createProduct({ configuration: settings })
  const purchase = await PurchaseFactory.merge({
    userId: user.id,
    productConfigurationId: configuration.id,
    ...merged,
  } as never).create()
  await createPayment(purchase, {
    receiptUrl: 'https://pay.stripe.com/receipts/x',
  })
  await db.transaction((trx) =>
    new QueueMail().handle(
      {
        kind,
        recipient,
        locale,
        dedupeKey: `${kind}:${purchase.reference}`,
        data: { purchaseReference: purchase.reference },
        userId: user.id,
        purchaseId: purchase.id,
      },
      trx
    )
  )
  const [mail] = await mailsTo(recipient)
  return { mail, purchase, configuration }
}

/** Prints with ordinary spaces what Intl prints with others. */
function spaced(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ')
}
