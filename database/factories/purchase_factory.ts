import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import factory from '@adonisjs/lucid/factories'
import type { ModelAttributes } from '@adonisjs/lucid/types/model'
import Payment from '#models/payment'
import Purchase from '#models/purchase'
import type Refund from '#models/refund'

/**
 * Paid one-time purchases of 12 US dollars; they need `userId` or
 * `buyerEmail`, and `productConfigurationId`.
 */
export const PurchaseFactory = factory
  .define(Purchase, ({ faker }) => ({
    reference: faker.string.fromCharacters('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 10),
    source: 'stripe' as const,
    checkoutSessionId: `cs_test_${randomUUID()}`,
    paymentIntentId: `pi_${randomUUID()}`,
    subscriptionId: null,
    stripeCustomerId: null,
    livemode: false,
    quantity: 1,
    currency: 'usd',
    subtotalAmount: 1200,
    discountAmount: 0,
    taxAmount: 0,
    totalAmount: 1200,
    productSnapshot: { stripeId: 'prod_x', name: 'As it was', description: null },
    priceSnapshot: {
      stripeId: 'price_x',
      currency: 'usd',
      unitAmount: 1200,
      interval: null,
      intervalCount: null,
      nickname: null,
    },
    priceStripeId: 'price_x',
    boughtProductStripeId: 'prod_x',
    status: 'active' as const,
    purchasedAt: DateTime.utc(),
    stripeSyncedAt: DateTime.utc(),
  }))
  .state('refunded', (purchase) => {
    purchase.status = 'refunded'
  })
  .state('pending', (purchase) => {
    purchase.status = 'pending'
  })
  .state('recurring', (purchase) => {
    purchase.isRecurring = true
    purchase.subscriptionId = `sub_${randomUUID()}`
    purchase.currentPeriodEndsAt = DateTime.utc().plus({ days: 20 })
    purchase.priceSnapshot = { ...purchase.priceSnapshot, interval: 'month', intervalCount: 1 }
  })
  .build()

/** A payment of 12 US dollars for one purchase. */
export async function createPayment(
  { id: purchaseId }: Pick<Purchase, 'id'>,
  change: Partial<ModelAttributes<Payment>> = {}
): Promise<Payment> {
  const payment = await Payment.create({
    stripeId: `pi_${randomUUID()}`,
    paymentIntentId: `pi_${randomUUID()}`,
    amount: 1200,
    currency: 'usd',
    paidAt: DateTime.utc(),
    receiptUrl: null,
    ...change,
  })
  await payment.related('lines').create({
    purchaseId,
    subtotalAmount: payment.amount,
    discountAmount: 0,
    taxAmount: 0,
    totalAmount: payment.amount,
  })
  return payment
}

/** A succeeded refund of a payment, for one purchase. */
export async function createRefund(
  { id: purchaseId }: Pick<Purchase, 'id'>,
  payment: Payment,
  change: Partial<ModelAttributes<Refund>> = {}
): Promise<Refund> {
  const refund = await payment.related('refunds').create({
    stripeId: `re_${randomUUID()}`,
    amount: payment.amount,
    status: 'succeeded',
    refundedAt: DateTime.utc(),
    ...change,
  })
  await refund.related('lines').create({ purchaseId, amount: refund.amount })
  return refund
}
