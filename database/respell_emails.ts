import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { canonicalEmail } from '#shared/email_address'

/** Rows that are read at once. */
const PORTION = 1000

/**
 * Gives every stored address that identifies somebody its one spelling. An account whose spelling
 * another account has keeps its own, and points to that account.
 */
export async function respellEmails(db: QueryClientContract): Promise<void> {
  await respellUsers(db)
  await respellLinks(db)
  await respellPurchases(db)
}

/** The older of two accounts with one address gets it. */
async function respellUsers(db: QueryClientContract) {
  for await (const { id, email } of rowsOf(db, 'users', 'email')) {
    const spelling = canonicalEmail(email)
    if (spelling === email) {
      continue
    }
    const other = await db.from('users').where('email', spelling).select('id').first()
    await db
      .from('users')
      .where('id', id)
      .update(other ? { duplicate_of_id: other.id } : { email: spelling })
  }
}

/** Links that were not used yet name the address that they were sent to. */
async function respellLinks(db: QueryClientContract) {
  const links = await db
    .from('account_tokens')
    .whereNull('used_at')
    .whereNotNull('payload')
    .select('id', 'payload')
  for (const { id, payload } of links) {
    const values = typeof payload === 'string' ? JSON.parse(payload) : payload
    const email = typeof values.email === 'string' ? canonicalEmail(values.email) : values.email
    if (email !== values.email) {
      await db
        .from('account_tokens')
        .where('id', id)
        .update({ payload: JSON.stringify({ ...values, email }) })
    }
  }
}

/** The addresses that purchases wait for; the column had another name before `buyer_email`. */
async function respellPurchases(db: QueryClientContract) {
  const columns = await db.columnsInfo('purchases')
  const column = 'buyer_email' in columns ? 'buyer_email' : 'awaited_email'
  for await (const { id, [column]: email } of rowsOf(db, 'purchases', column)) {
    if (canonicalEmail(email) !== email) {
      await db
        .from('purchases')
        .where('id', id)
        .update({ [column]: canonicalEmail(email) })
    }
  }
}

async function* rowsOf(db: QueryClientContract, table: string, column: string) {
  let lastId = 0
  for (;;) {
    const rows = await db
      .from(table)
      .whereNotNull(column)
      .where('id', '>', lastId)
      .select('id', column)
      .orderBy('id')
      .limit(PORTION)
    yield* rows
    if (rows.length < PORTION) {
      return
    }
    lastId = rows.at(-1)!.id
  }
}
