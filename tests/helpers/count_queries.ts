import db from '@adonisjs/lucid/services/db'

/** What every signed-in page costs. */
export const SESSION_AND_USER = /[`"]sessions[`"]|from [`"]users[`"] where [`"]id[`"] = /

/**
 * Does something and tells which queries it cost this process.
 */
export async function countQueries<Result>(
  work: () => Promise<Result>
): Promise<{ result: Result; queries: string[] }> {
  const client = db.connection().getWriteClient()
  const queries: string[] = []
  const note = ({ sql }: { sql: string }) => queries.push(sql)
  client.on('query', note)
  try {
    return { result: await work(), queries }
  } finally {
    client.removeListener('query', note)
  }
}
