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
 * Runs work and returns the queries that it made in this process, and how many rows they read.
 */
export async function countQueries<Result>(
  work: () => Promise<Result>
): Promise<{ result: Result; queries: string[]; asked: Asked[]; rows: number }> {
  const client = db.connection().getWriteClient()
  const asked: Asked[] = []
  let rows = 0
  const note = ({ sql, bindings }: Asked) => asked.push({ sql, bindings })
  const count = (answer: unknown) => {
    rows += Array.isArray(answer) ? answer.length : 0
  }
  client.on('query', note)
  client.on('query-response', count)
  try {
    const result = await work()
    return { result, queries: asked.map(({ sql }) => sql), asked, rows }
  } finally {
    client.removeListener('query', note)
    client.removeListener('query-response', count)
  }
}
