import db from '@adonisjs/lucid/services/db'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import SavedView from '#models/saved_view'

/**
 * Deletes a saved view of the actor; never one of somebody else. Audited.
 */
export default class DeleteView {
  /** @returns false if the actor has no such view */
  async handle({ id, actor }: { id: number; actor: Actor }): Promise<boolean> {
    return db.transaction(async (trx) => {
      const view = await SavedView.query({ client: trx })
        .where({ id, userId: actor.id ?? 0 })
        .forUpdate()
        .first()
      if (view === null) {
        return false
      }
      await view.delete()
      await new RecordAudit().handle(
        {
          actor,
          action: 'saved_view.removed',
          subject: { type: 'saved_view', id, label: `${view.list}: ${view.name}` },
          changes: { query: { before: view.query, after: null } },
        },
        trx
      )
      return true
    })
  }
}
