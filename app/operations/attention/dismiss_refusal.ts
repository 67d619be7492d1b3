import db from '@adonisjs/lucid/services/db'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { stripeRefusals } from '#stripe/stripe_refusals'

/** `not_found`: it has been cleared already. */
export type DismissRefusalOutcome = { type: 'dismissed' | 'not_found' | 'forbidden' }

/**
 * Removes a refusal of Stripe from "needs attention", because staff have changed what it was about. It
 * comes back if Stripe refuses again.
 */
export default class DismissRefusal {
  async handle({ id, actor }: { id: number; actor: Actor }): Promise<DismissRefusalOutcome> {
    if (!roleMay(actor.role, 'catalogue.sync')) {
      return { type: 'forbidden' }
    }
    const row = await db.from('stripe_refusals').where('id', id).first()
    if (!row) {
      return { type: 'not_found' }
    }
    return db.transaction(async (trx) => {
      const deleted = await trx.from('stripe_refusals').where('id', id).delete()
      if (Number(deleted) === 0) {
        return { type: 'not_found' }
      }
      await new RecordAudit().handle(
        {
          actor,
          action: 'refusal.dismissed',
          subject: { type: 'catalogue', id: null, label: row.label },
          changes: { message: { before: row.message, after: null } },
        },
        trx
      )
      stripeRefusals.forget()
      return { type: 'dismissed' }
    })
  }
}
