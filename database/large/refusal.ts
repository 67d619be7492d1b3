import db from '@adonisjs/lucid/services/db'
import type { Made } from '#database/large/made'
import type { LargeNumbers } from '#database/large/numbers'

/**
 * Why a large store is not made in this database, in a sentence; null where nothing speaks against
 * it.
 * @param isForced whether what others sold here may get company
 */
export async function whyNot(
  numbers: LargeNumbers,
  made: Made | null,
  isForced: boolean
): Promise<string | null> {
  if (await hasRows('products', 'livemode')) {
    return 'This store sells for real money, so nothing is made up in it.'
  }
  if (made !== null) {
    return JSON.stringify(made.numbers) === JSON.stringify(numbers)
      ? null
      : `A large store of ${words(made.numbers)} was begun here; ask for the same, or begin with an empty database.`
  }
  return !isForced && (await hasRows('purchases'))
    ? 'There are purchases in this database already; add --force to put made-up ones beside them.'
    : null
}

async function hasRows(table: string, condition?: string): Promise<boolean> {
  const query = db.from(table).select('id')
  if (condition) {
    query.where(condition, true)
  }
  return (await query.first()) !== null
}

function words({ purchases, customers, products }: LargeNumbers): string {
  return `${purchases} purchases, ${customers} customers and ${products} products`
}
