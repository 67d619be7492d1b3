import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import type { Standing } from '#catalogue/product_standing'
import { databaseTime, readTimeOrNull } from '#database/columns'
import { productsOnSale, whereStanding } from '#catalogue/standing_in_sql'

/** What needs attention is counted up to this limit. */
const MOST = 1000

/** Minutes after which an unhandled event is late. */
const LATE_MINUTES = 5

/** The counts and times of the overview page. */
export interface Overview {
  /** What needs attention, by kind. */
  failedEvents: number
  lateEvents: number
  failedMails: number
  mismatches: number
  withoutFile: number
  withoutPrice: number
  missingFiles: number
  /** The store at a glance. */
  productsOnSale: number
  purchasesLately: number
  /** Signs that the store is working. */
  lastWebhookAt: DateTime | null
  lastSyncAt: DateTime | null
  waitingMails: number
}

/** The table and SQL condition of each count. */
const COUNTS = {
  failedEvents: [
    'stripe_events',
    'next_attempt_at is not null and error is not null and handled_at is null',
  ],
  failedMails: ['mails', "next_attempt_at is null and status = 'failed'"],
  waitingMails: ['mails', 'next_attempt_at is not null'],
  mismatches: ['purchases', "status = 'mismatch' and access_override is null"],
  missingFiles: [
    'file_releases',
    `missing_since is not null and status = 'released' and exists (select 1 from product_files
      where product_files.id = file_releases.product_file_id
      and product_files.archived_at is null)`,
  ],
} as const

const WITHOUT_FILE = `not exists (select 1 from product_files
  where product_files.product_configuration_id = product_configurations.id
  and product_files.archived_at is null)`

/**
 * The counts of the overview page. Only reads.
 */
export default class FindOverview {
  async handle(now = DateTime.utc()): Promise<Overview> {
    const late = databaseTime(now.minus({ minutes: LATE_MINUTES }))
    const lately = databaseTime(now.minus({ days: 7 }))
    const counts = await Promise.all(
      Object.entries(COUNTS).map(async ([name, [table, condition]]) => [
        name,
        await count(table, condition),
      ])
    )
    const [webhook, sync] = await Promise.all([
      db.from('stripe_events').max('received_at as at').first(),
      db.from('products').max('synced_at as at').first(),
    ])
    return {
      ...(Object.fromEntries(counts) as Record<keyof typeof COUNTS, number>),
      lateEvents: await count(
        'stripe_events',
        'next_attempt_at is not null and error is null and received_at < ?',
        [late]
      ),
      ...(await this.#products(now)),
      purchasesLately: await count('purchases', 'purchased_at >= ?', [lately]),
      lastWebhookAt: readTimeOrNull(webhook?.at),
      lastSyncAt: readTimeOrNull(sync?.at),
    }
  }

  async #products(now: DateTime) {
    const at = (standing: Standing) => whereStanding(productsOnSale(), standing, now)
    const [onSale, withoutFile, withoutPrice] = await Promise.all(
      [at('on_sale'), at('on_sale').whereRaw(WITHOUT_FILE), at('no_price')].map((query) =>
        countRows(query.select('product_configurations.id'))
      )
    )
    return { productsOnSale: onSale, withoutFile, withoutPrice }
  }
}

function count(table: string, condition: string, values: string[] = []): Promise<number> {
  return countRows(db.from(table).select('id').whereRaw(condition, values))
}

async function countRows(query: DatabaseQueryBuilderContract<any>): Promise<number> {
  const [{ total }] = await db.from(query.limit(MOST).as('rows_found')).count('* as total')
  return Number(total)
}
