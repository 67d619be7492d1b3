import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { panelReader } from '#admin/panel_reader'
import { type BuyerFacts, findBuyerFacts } from '#buyers/buyer_facts'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import Purchase from '#models/purchase'
import ListSessions, { type AccountSession } from '#accounts/sessions/list_sessions'
import FindPriceNames from '#purchases/find_price_names'
import { listSisters } from '#purchases/list_sisters'
import ListTimeline, { type TimelineEntry } from '#purchases/list_timeline'

/** What proves to a bank that a buyer got what they paid for. */
export interface DeliveryProof {
  purchase: Purchase
  buyer: BuyerFacts
  /** Of the price that was bought; null where it would tell nothing. */
  priceName: string | null
  /** The other purchases of the same checkout. */
  sisters: Purchase[]
  timeline: TimelineEntry[]
  /** The buyer's current sessions, as far as they are stored. */
  sessions: AccountSession[]
  madeAt: DateTime
}

export type ExportProofOutcome =
  { type: 'proof'; proof: DeliveryProof } | { type: 'not_found' | 'forbidden' }

/**
 * Collects the delivery proof of a purchase for a dispute, and audits the export.
 */
export default class ExportProof {
  async handle({ id, actor }: { id: number; actor: Actor }): Promise<ExportProofOutcome> {
    if (!roleMay(actor.role, 'export')) {
      return { type: 'forbidden' }
    }
    const purchase = await Purchase.query()
      .where('id', id)
      .preload('productConfiguration', (configuration) => configuration.preload('product'))
      .first()
    if (purchase === null) {
      return { type: 'not_found' }
    }
    await db.transaction((trx) =>
      new RecordAudit().handle(
        {
          actor,
          action: 'proof.exported',
          subject: { type: 'purchase', id, label: purchase.reference },
        },
        trx
      )
    )
    const buyer = await findBuyerFacts(purchase)
    const priceName = await new FindPriceNames().one(purchase, panelReader())
    return {
      type: 'proof',
      proof: {
        purchase,
        buyer,
        priceName,
        sisters: await listSisters(purchase),
        timeline: await new ListTimeline().handle(purchase, priceName),
        sessions: buyer.account === null ? [] : await new ListSessions().handle(buyer.account),
        madeAt: DateTime.utc(),
      },
    }
  }
}
