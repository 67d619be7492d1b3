import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import SavedView from '#models/saved_view'

/** The most characters of a view's name. */
export const VIEW_NAME_LENGTH = 80

/** The most views that somebody has of one list: all are tabs above it. */
export const MOST_VIEWS = 30

export interface SaveViewInput {
  /** The key of the resource. */
  list: string
  name: string
  /** The query string of the list. */
  query: string
  isShared: boolean
  actor: Actor
}

/**
 * - `invalid` the name is empty or too long
 * - `too_many` the actor has `MOST_VIEWS` of the list already
 */
export type SaveViewOutcome =
  { type: 'saved'; view: SavedView } | { type: 'invalid' | 'too_many' | 'forbidden' }

/**
 * Saves a view of a list for the actor, replacing their own view of the same name. Sharing it
 * requires the permission `views.share`. Audited.
 */
export default class SaveView {
  async handle(input: SaveViewInput): Promise<SaveViewOutcome> {
    const name = input.name.trim()
    if (name === '' || name.length > VIEW_NAME_LENGTH) {
      return { type: 'invalid' }
    }
    if (input.actor.id === null || (input.isShared && !roleMay(input.actor.role, 'views.share'))) {
      return { type: 'forbidden' }
    }
    const own = { userId: input.actor.id, list: input.list, name }
    return db.transaction((trx) => this.#save(own, input, trx))
  }

  async #save(
    own: { userId: number; list: string; name: string },
    { query, isShared, actor }: SaveViewInput,
    trx: TransactionClientContract
  ): Promise<SaveViewOutcome> {
    const before = await SavedView.query({ client: trx }).where(own).forUpdate().first()
    if (before === null && (await hasMostViews(own, trx))) {
      return { type: 'too_many' }
    }
    const view = before ?? new SavedView()
    const changes = {
      query: { before: before?.query ?? null, after: query },
      is_shared: { before: before?.isShared ?? null, after: isShared },
    }
    await view
      .useTransaction(trx)
      .merge({ ...own, query, isShared })
      .save()
    await new RecordAudit().handle(
      {
        actor,
        action: before ? 'saved_view.updated' : 'saved_view.created',
        subject: { type: 'saved_view', id: view.id, label: `${own.list}: ${own.name}` },
        changes,
      },
      trx
    )
    return { type: 'saved', view }
  }
}

async function hasMostViews(
  { userId, list }: { userId: number; list: string },
  trx: TransactionClientContract
): Promise<boolean> {
  const [{ total }] = await trx
    .from('saved_views')
    .where({ user_id: userId, list })
    .count('* as total')
  return Number(total) >= MOST_VIEWS
}
