import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import { databaseTime } from '#database/columns'
import FurtherLine from '#models/further_line'

/**
 * Notes that staff dealt with a further line of a checkout without granting it, as by a refund in
 * Stripe. Once for any number of calls.
 */
export default class SettleFurtherLine {
  async handle(input: {
    id: number
    actor: Actor
  }): Promise<{ type: 'settled' | 'already'; purchaseId: number } | { type: 'not_found' }> {
    const { id, actor } = input
    const line = await FurtherLine.query().where('id', id).preload('purchase').first()
    if (line === null || !roleMay(actor.role, 'purchases.change')) {
      return { type: 'not_found' }
    }
    const { purchase } = line
    return db.transaction(async (trx) => {
      const now = databaseTime(DateTime.utc())
      const settled = await trx
        .from('further_lines')
        .where('id', id)
        .whereNull('settled_at')
        .update({ settled_at: now, settled_by_id: actor.id, updated_at: now })
      if (Number(settled) === 0) {
        return { type: 'already', purchaseId: purchase.id }
      }
      await new RecordAudit().handle(
        {
          actor,
          action: 'purchase.further_line_settled',
          subject: { type: 'purchase', id: purchase.id, label: purchase.reference },
          changes: { further_line: { before: null, after: line.name } },
        },
        trx
      )
      return { type: 'settled', purchaseId: purchase.id }
    })
  }
}
