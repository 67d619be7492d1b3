import type { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type { Suspect } from '#operations/reconcile/reconcile_report'
import { PaymentGateway } from '#stripe/payment_gateway'
import { CUSTOMER_EVENT_TYPES, customerOf } from '#webhooks/handlers/customer_events'

/** Customers per query. */
const BATCH = 100

/**
 * Compares the promised amounts of renewals with Stripe where a customer's balance, discount or invoice
 * items changed, which no subscription shows. It writes nothing.
 */
@inject()
export default class CompareRenewals {
  constructor(private gateway: PaymentGateway) {}

  /** @param since the start for changes of customers */
  async *suspects(since: DateTime): AsyncGenerator<Suspect> {
    const customers = new Set<string>()
    const events = this.gateway.listEvents(since.toUnixInteger(), CUSTOMER_EVENT_TYPES, 'all')
    for await (const page of events) {
      for (const { data } of page) {
        customers.add(customerOf({ ...data.object }) ?? '')
      }
    }
    const ids = [...customers]
    for (let start = 0; start < ids.length; start += BATCH) {
      yield* this.#ofCustomers(ids.slice(start, start + BATCH))
    }
  }

  async *#ofCustomers(ids: string[]): AsyncGenerator<Suspect> {
    const rows = await db
      .from('purchases')
      .select('checkout_session_id', 'subscription_id', db.raw('sum(renewal_amount) as promised'))
      .whereIn('stripe_customer_id', ids)
      .whereNotNull('renewal_amount')
      .whereNotNull('checkout_session_id')
      .groupBy('checkout_session_id', 'subscription_id')
      .orderByRaw('min(id)')
    for (const row of rows) {
      const renewal = await this.gateway.previewRenewal(row.subscription_id)
      if (renewal !== null && renewal.amount !== Number(row.promised)) {
        const sessionId = row.checkout_session_id
        yield { sessionId, why: 'the next renewal costs something else at Stripe' }
      }
    }
  }
}
