import Purchase from '#models/purchase'

/** How many are settled at once; the others wait for the next time. */
const MOST = 20

/**
 * One-time purchases of what their buyers had bought already, although they had begun to pay before
 * the first was theirs: nobody had asked them whether they want it again. Those whose buyers have
 * been told are settled.
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
