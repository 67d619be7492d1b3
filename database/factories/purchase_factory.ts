import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import factory from '@adonisjs/lucid/factories'
import Payment from '#models/payment'
import Purchase from '#models/purchase'

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

/**
 * Payments of 12 US dollars; they need `purchaseId`.
 */
export const PaymentFactory = factory
  .define(Payment, () => ({
    stripeId: `pi_${randomUUID()}`,
    paymentIntentId: `pi_${randomUUID()}`,
    amount: 1200,
    currency: 'usd',
    paidAt: DateTime.utc(),
    receiptUrl: null,
  }))
  .build()
