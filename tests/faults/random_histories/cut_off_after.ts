import db from '@adonisjs/lucid/services/db'

/** Statements that change data or commit a change. */
const WRITES = /^\s*(insert|update|delete|begin|commit)/i

/** The database rolls back by itself when a process is gone. */
const ROLLBACK = /^\s*rollback/i

/** Skipping it would leave its transaction open for the next user of the connection. */
const COMMIT = /^\s*commit/i

/** What knex passes for each statement. */
interface Statement {
  sql: string
}

interface KnexClient {
  _query: (connection: unknown, statement: Statement) => Promise<unknown>
}

class PowerCut extends Error {}

/**
 * Runs work until its n-th write. From then on nothing reaches the database, not even the clean-up
 * or the record of the failure, as for a process that was killed at that point. Afterwards its claims
 * are released, as if they had expired.
 *
 * @param writes how many writes still reach the database
 * @returns whether the work got that far
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
  await releaseClaims()
  return left < 0
}

async function releaseClaims() {
  await db.from('stripe_events').update({ claimed_until: null })
  await db.from('mails').update({ claimed_until: null })
  await db.from('locks').delete()
}
