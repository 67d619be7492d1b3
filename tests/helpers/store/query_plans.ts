import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { type Asked, countQueries } from '#tests/helpers/store/count_queries'

/** How a database means to carry a query out, a step in each line. */
export interface Plan {
  sql: string
  steps: string[]
}

/** What PostgreSQL does with a small table whatever there is for a large one. */
const TEMPTATIONS = ['enable_seqscan', 'enable_sort']

/**
 * Does something and tells how the database carries out each query of it.
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
  for (const setting of TEMPTATIONS) {
    await trx.rawQuery(`set local ${setting} = off`)
  }
  const { rows } = await trx.rawQuery(`explain ${sql.replace(/\$\d+/g, '?')}`, bindings)
  return rows.map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN'].trim())
}
