import db from '@adonisjs/lucid/services/db'

/** What changes something, or makes it last. */
const WRITES = /^\s*(insert|update|delete|begin|commit)/i

/** The database itself does this for a process that is gone. */
const ROLLBACK = /^\s*rollback/i

/** Left out, it would leave its transaction open for whoever has the connection next. */
const COMMIT = /^\s*commit/i

/** What knex hands over for each statement. */
interface Statement {
  sql: string
}

interface KnexClient {
  _query: (connection: unknown, statement: Statement) => Promise<unknown>
}

class PowerCut extends Error {}

/**
 * Does something until its n-th write: from there on nothing reaches the database any more, no clean
 * up and no note of the failure either, as for a process that ends there. What it had claimed is free
 * again afterwards, as if its time were over.
 *
 * @param writes how many still happen
 * @returns whether it came that far
 */
export async function cutOffAfter(writes: number, work: () => Promise<unknown>): Promise<boolean> {
  const client: KnexClient = Object.getPrototypeOf(db.connection().getWriteClient().client)
  const query = client._query
  let left = writes
  client._query = function (connection, statement) {
    const run = (sql: string) => query.call(this, connection, { ...statement, sql })
    const isDead = left < 0 || (WRITES.test(statement.sql) && --left < 0)
    if (!isDead || ROLLBACK.test(statement.sql)) {
      return run(statement.sql)
    }
    const undone = COMMIT.test(statement.sql) ? run('ROLLBACK;') : Promise.resolve()
    return undone.then(() => Promise.reject(new PowerCut()))
  }
  try {
    await work().catch(() => {})
  } finally {
    client._query = query
  }
  await forgetClaims()
  return left < 0
}

async function forgetClaims() {
  await db.from('stripe_events').update({ claimed_until: null })
  await db.from('mails').update({ claimed_until: null })
  await db.from('locks').delete()
}
