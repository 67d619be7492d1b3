import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MigrationRunner } from '@adonisjs/lucid/migration'

/** Children before the tables that they point to. */
export const TABLES = [
  'downloads',
  'disputes',
  'refund_requests',
  'subscription_requests',
  'subscription_changes',
  'refund_lines',
  'refunds',
  'payment_lines',
  'payments',
  'further_lines',
  'unassigned_payments',
  'mails',
  'stripe_events',
  'purchases',
  'checkout_attempt_lines',
  'checkout_attempts',
  'file_releases',
  'product_openings',
  'stripe_writes',
  'product_files',
  'product_slugs',
  'product_relations',
  'product_configurations',
  'prices',
  'products',
  'account_tokens',
  'recovery_codes',
  'bulk_runs',
  'audit_entries',
  'record_creations',
  'saved_views',
  'currency_customers',
  'stripe_refusals',
  'users',
  'settings',
  'sessions',
  'rate_limits',
  'locks',
  'queue_jobs',
  'queue_schedules',
]

/**
 * Brings the tests' own database to the newest schema.
 */
export async function prepareDatabase() {
  const runner = new MigrationRunner(db, app, { direction: 'up' })
  await runner.run()
  if (runner.error) {
    throw runner.error
  }
}

/**
 * Empties every table, also the one that refuses it.
 */
export async function emptyDatabase() {
  if (db.connection().dialect.name === 'postgres') {
    await emptyPostgres()
    return
  }
  await db.transaction(async (trx) => {
    const triggers: { name: string; sql: string }[] = await trx
      .from('sqlite_master')
      .where('type', 'trigger')
      .where('tbl_name', 'audit_entries')
    for (const { name } of triggers) {
      await trx.rawQuery(`drop trigger ${name}`)
    }
    for (const table of TABLES) {
      await trx.from(table).delete()
    }
    for (const { sql } of triggers) {
      await trx.rawQuery(sql)
    }
  })
}

/**
 * Only what has rows is emptied: to truncate all of them, as most tests leave them, takes longer than
 * the test. A table that refuses to have its rows deleted is truncated.
 */
async function emptyPostgres() {
  await db.rawQuery(`
    DO $$
    DECLARE
      name text;
      has_rows boolean;
    BEGIN
      FOREACH name IN ARRAY '{${TABLES.join(',')}}'::text[] LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO has_rows;
        IF has_rows AND name = 'audit_entries' THEN
          TRUNCATE audit_entries;
        ELSIF has_rows THEN
          EXECUTE format('DELETE FROM %I', name);
        END IF;
      END LOOP;
    END $$`)
}
