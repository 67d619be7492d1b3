import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

/** The number under which PostgreSQL keeps these locks apart from others. */
const NAMESPACE = 5_318_008

/**
 * Holds an address until the transaction ends. Whoever gives a purchase to an address, and whoever
 * confirms one, takes it before everything else: of both, the second sees what the first did, and none
 * waits for the other with a row that the other needs. SQLite has no such lock and needs none, because a
 * transaction there blocks all other writers.
 */
export async function lockAddress(email: string, trx: TransactionClientContract): Promise<void> {
  if (trx.dialect.name === 'postgres') {
    await trx.rawQuery('select pg_advisory_xact_lock(?, hashtext(?))', [NAMESPACE, email])
  }
}
