import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import { json } from '#database/columns'
import { changesBetween, plainCopy } from '#catalogue/sync/stripe_copies'
import type { Changes } from '#authority/record_audit'
import type { CopyTable } from '#catalogue/sync/sync_pass'

/** An object that differs from its copy. */
export interface ChangedCopy<T> {
  object: T
  changes: Changes
  wasActive: boolean
}

/** Stripe's objects, grouped by how they compare with their copies. */
export interface Comparison<T> {
  /** Without a copy. */
  fresh: T[]
  changed: ChangedCopy<T>[]
  unchanged: T[]
}

interface CopyRow {
  stripe_id: string
  active: boolean | number
  gone_at: string | Date | null
  stripe_data: unknown
}

/**
 * Compares Stripe's objects with their copies. Only reads.
 */
export async function compareCopies<T extends Stripe.Product | Stripe.Price>(
  table: CopyTable,
  objects: T[]
): Promise<Comparison<T>> {
  const comparison: Comparison<T> = { fresh: [], changed: [], unchanged: [] }
  const rows = await readRows(
    table,
    objects.map((object) => object.id)
  )

  for (const object of objects) {
    const row = rows.get(object.id)
    if (row === undefined) {
      comparison.fresh.push(object)
      continue
    }
    const changes = changesOf(object, row)
    if (Object.keys(changes).length > 0) {
      comparison.changed.push({ object, changes, wasActive: Boolean(row.active) })
    } else {
      comparison.unchanged.push(object)
    }
  }
  return comparison
}

async function readRows(table: CopyTable, stripeIds: string[]): Promise<Map<string, CopyRow>> {
  const rows: CopyRow[] = await db
    .from(table)
    .select('stripe_id', 'active', 'gone_at', 'stripe_data')
    .whereIn('stripe_id', stripeIds)
  return new Map(rows.map((row) => [row.stripe_id, row]))
}

function changesOf(object: Stripe.Product | Stripe.Price, row: CopyRow): Changes {
  const changes = changesBetween(
    json.consume(row.stripe_data) as Record<string, unknown>,
    plainCopy(object)
  )
  if (row.gone_at !== null) {
    changes.deleted = { before: true, after: false }
  }
  return changes
}
