import db from '@adonisjs/lucid/services/db'
import type { ListDeclaration } from '#records/declarations/list'
import type { ListState } from '#records/lists/list_state'
import { filteredRows } from '#records/lists/filter_rows'

/** A sum in minor units of its currency. */
export interface Total {
  currency: string
  amount: number
}

/**
 * Sums the amounts of all rows of a filtered list, by currency. Empty if the list declares no
 * totals.
 */
export default class SumList {
  async handle(list: ListDeclaration, state: ListState): Promise<Total[]> {
    if (!list.totals) {
      return []
    }
    const { amount, currency } = list.totals
    const rows: Total[] = await filteredRows(list, state)
      .select(db.raw(`${currency} as currency`), db.raw(`sum(${amount}) as amount`))
      .groupByRaw(currency)
      .orderByRaw(currency)
    return rows.map((row) => ({ currency: row.currency, amount: Number(row.amount) }))
  }
}
