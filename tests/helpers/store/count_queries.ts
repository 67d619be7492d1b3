import db from '@adonisjs/lucid/services/db'
import type { StrictValues } from '@adonisjs/lucid/types/querybuilder'

/** A query and the values that it was sent with. */
export interface Asked {
  sql: string
  bindings: StrictValues[]
}

/** The queries of every signed-in page. */
export const SESSION_AND_USER = /[`"]sessions[`"]|from [`"]users[`"] where [`"]id[`"] = /

/**
 * Runs work and returns the queries that it made in this process.
 */
export async function countQueries<Result>(
  work: () => Promise<Result>
): Promise<{ result: Result; queries: string[]; asked: Asked[] }> {
  const client = db.connection().getWriteClient()
  const asked: Asked[] = []
  const note = ({ sql, bindings }: Asked) => asked.push({ sql, bindings })
  client.on('query', note)
  try {
    const result = await work()
    return { result, queries: asked.map(({ sql }) => sql), asked }
  } finally {
    client.removeListener('query', note)
  }
}
