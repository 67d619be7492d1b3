import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { FormRow } from '#records/declarations/fields'

/**
 * How a form finds its record where a row of its table is all there is to know: locked against other
 * writers in a transaction.
 */
export function findRow(table: string) {
  return async (id: number, client: QueryClientContract): Promise<FormRow | null> => {
    const query = client.from(table).where('id', id)
    return (client.isTransaction ? query.forUpdate() : query).first()
  }
}
