import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { type Asked, countQueries } from '#tests/helpers/store/count_queries'

/** The query plan of a database, one step per line. */
export interface Plan {
  sql: string
  steps: string[]
}

/** Plans that PostgreSQL prefers for small tables and that would hide a missing index. */
const SMALL_TABLE_PLANS = ['enable_seqscan', 'enable_sort']

/**
 * Runs work and returns the plan of each of its queries.
 */
export async function plansOf(work: () => Promise<unknown>): Promise<Plan[]> {
  const { asked } = await countQueries(work)
  const explain = db.connection().dialect.name === 'postgres' ? explainPostgres : explainSqlite
  return db.transaction(async (trx) => {
    const plans: Plan[] = []
    for (const query of asked) {
      plans.push({ sql: query.sql, steps: await explain(trx, query) })
    }
    return plans
  })
}

async function explainSqlite(trx: TransactionClientContract, { sql, bindings }: Asked) {
  const rows = await trx.rawQuery(`explain query plan ${sql}`, bindings)
  return rows.map(({ detail }: { detail: string }) => detail)
}

async function explainPostgres(trx: TransactionClientContract, { sql, bindings }: Asked) {
  for (const setting of SMALL_TABLE_PLANS) {
    await trx.rawQuery(`set local ${setting} = off`)
  }
  const { rows } = await trx.rawQuery(`explain ${sql.replace(/\$\d+/g, '?')}`, bindings)
  return rows.map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN'].trim())
}
