import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

/** Rows per statement: a large store sees that a migration moves on, and no statement grows with it. */
const BATCH = 50_000

/**
 * Runs a statement for the rows of a table, batch by batch, and prints how far it is where there are many.
 * @param statement with `:after` and `:until`, the ids that a batch lies between
 */
export async function copyInBatches(
  db: TransactionClientContract,
  table: string,
  statement: string
): Promise<void> {
  const { last } = await db.from(table).max('id as last').first()
  const until = Number(last ?? 0)
  for (let after = 0; after < until; after += BATCH) {
    await db.rawQuery(statement, { after, until: after + BATCH })
    if (until > BATCH) {
      const percent = Math.min(100, Math.round(((after + BATCH) / until) * 100))
      process.stderr.write(`${table}: ${percent} %\n`)
    }
  }
}
