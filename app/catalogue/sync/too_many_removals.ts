import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { aceCommand } from '#bin/ace_command'
import type { CopyTable } from '#catalogue/sync/sync_pass'
import SaveSetting from '#settings/save_setting'

/** The row of `settings` with the sync that stopped, as JSON. */
export const STOPPED_SYNC = 'stopped_sync'

/** As many may be gone at any size of the catalogue. */
const FEW = 3

/** The part of the catalogue that may be gone. */
const PART = 1 / 3

/** Most ids that are named. */
const MOST_NAMED = 5

/** A sync that stopped, until one runs to its end. */
export interface StoppedSync {
  /** ISO 8601, UTC. */
  since: string
  message: string
}

/**
 * A sync would remove so much of the catalogue that a wrong key is more likely than that it was
 * deleted. Nothing of this table was removed.
 */
export class TooManyRemovals extends Error {
  /**
   * @param unlisted the ids that Stripe does not list
   * @param count how many copies there are
   */
  constructor(table: CopyTable, unlisted: string[], count: number) {
    const named = unlisted.slice(0, MOST_NAMED).join(', ')
    const more = unlisted.length > MOST_NAMED ? ' and others' : ''
    super(
      `Stripe does not list ${unlisted.length} of the ${count} ${table} of this store any more (${named}${more}). ` +
        'None of them was removed, because so much is seldom deleted on purpose. Check that STRIPE_SECRET_KEY is a key of the right account. ' +
        `If they were deleted there, run "${aceCommand('bootstrap:ecommerce --allow-removals')}", or press "Remove them from the store" after a sync in the panel.`
    )
    this.name = 'TooManyRemovals'
  }
}

/**
 * How many copies a sync may find gone: a third of those here, and never fewer than three.
 * @param count of the copies that are not gone yet
 */
export function mostRemovals(count: number): number {
  return Math.max(FEW, Math.floor(count * PART))
}

/** Records why a sync stopped, for the list of what needs attention. */
export async function recordStoppedSync({ message }: TooManyRemovals): Promise<void> {
  const stopped: StoppedSync = { since: DateTime.utc().toISO(), message }
  await new SaveSetting().handle(STOPPED_SYNC, JSON.stringify(stopped))
}

/** Called when a sync ran to its end. */
export async function forgetStoppedSync(): Promise<void> {
  await db.from('settings').where('key', STOPPED_SYNC).delete()
}
