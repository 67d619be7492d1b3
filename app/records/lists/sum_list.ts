import type { ListDeclaration } from '#records/declarations/list'
import type { ListState } from '#records/lists/list_state'
import { filteredRows } from '#records/lists/filter_rows'

/** A sum in minor units of its currency. */
export interface Total {
  currency: string
  amount: number
}

/**
 * Sums the amounts of all records of a filtered list, by currency. Empty if the list declares no
 * totals. One query.
 */
export default class SumList {
  async handle(list: ListDeclaration, state: ListState): Promise<Total[]> {
    if (!list.totals) {
      return []
    }
    const ids = filteredRows(list, state).select(`${list.table}.id`)
    const rows: Total[] = await list.totals.sums(ids)
    return rows.map((row) => ({ currency: row.currency, amount: Number(row.amount) }))
  }
}
