import db from '@adonisjs/lucid/services/db'
import type { Made } from '#database/large/made'
import type { LargeNumbers } from '#database/large/numbers'

/**
 * Why a large store cannot be created in this database, as a sentence; null if it can.
 * @param isForced whether the database may already have purchases of its own
 */
export async function whyNot(
  numbers: LargeNumbers,
  made: Made | null,
  isForced: boolean
): Promise<string | null> {
  if (await hasRows('products', 'livemode')) {
    return 'This store sells for real money, so no made-up rows are added to it.'
  }
  if (made !== null) {
    return JSON.stringify(made.numbers) === JSON.stringify(numbers)
      ? null
      : `A large store of ${sizeText(made.numbers)} was started here; use the same numbers, or start with an empty database.`
  }
  return !isForced && (await hasRows('purchases'))
    ? 'This database already has purchases; use --force to add made-up ones to them.'
    : null
}

async function hasRows(table: string, condition?: string): Promise<boolean> {
  const query = db.from(table).select('id')
  if (condition) {
    query.where(condition, true)
  }
  return (await query.first()) !== null
}

function sizeText({ purchases, customers, products }: LargeNumbers): string {
  return `${purchases} purchases, ${customers} customers and ${products} products`
}
