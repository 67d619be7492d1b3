import Purchase from '#models/purchase'

/** How many are settled per run; the rest wait for the next run. */
const MOST = 20

/**
 * One-time purchases of a product that the buyer already had, where the payment began before the
 * first purchase existed, so that the buyer was never asked whether to buy it again. Those whose
 * buyers have been notified are settled and left out.
 */
export default class FindDoublePayments {
  async handle(): Promise<Purchase[]> {
    return Purchase.query()
      .where('status', 'active')
      .where('source', 'stripe')
      .where('isRecurring', false)
      .where('totalAmount', '>', 0)
      .whereExists((attempts) =>
        attempts
          .from('checkout_attempts')
          .whereColumn('checkout_attempts.checkout_session_id', 'purchases.checkout_session_id')
          .whereExists((first) =>
            first
              .from('purchases as first')
              .whereColumn('first.user_id', 'purchases.user_id')
              .whereColumn('first.product_configuration_id', 'purchases.product_configuration_id')
              .whereColumn('first.id', '<', 'purchases.id')
              .whereColumn('first.created_at', '>', 'checkout_attempts.created_at')
              .where('first.status', 'active')
              .where('first.is_recurring', false)
          )
      )
      .whereNotExists((mails) =>
        mails.from('mails').whereRaw("mails.dedupe_key = 'paid_twice:' || purchases.reference")
      )
      .preload('user')
      .preload('payments', (payments) => payments.preload('refunds'))
      .orderBy('id')
      .limit(MOST)
  }
}
