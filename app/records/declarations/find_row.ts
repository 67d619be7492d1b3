import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { FormRow } from '#records/declarations/fields'

/**
 * A `find` for forms that need nothing but the row of their table. In a transaction the row is
 * locked against other writers.
 */
export function findRow(table: string) {
  return async (id: number, client: QueryClientContract): Promise<FormRow | null> => {
    const query = client.from(table).where('id', id)
    return (client.isTransaction ? query.forUpdate() : query).first()
  }
}
