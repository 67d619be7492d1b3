import { fractionDigits } from '#stripe_emulator/money'
import type { Settings } from '#stripe_emulator/settings'

/** What one unit of a currency is worth in euros; 1 for all others. */
const EUROS: Record<string, number> = { eur: 1, usd: 0.92, gbp: 1.16, jpy: 0.006, kwd: 3 }

/** An amount in the currency of the merchant's balance, in its minor unit. */
export interface Settled {
  amount: number
  currency: string
  /** Null where nothing was converted. */
  exchangeRate: number | null
}

/**
 * Converts an amount into the currency of the balance. The rate multiplies whole units, not minor ones.
 *
 * Source: https://docs.stripe.com/api/balance_transactions/object#balance_transaction_object-exchange_rate
 */
export function settled(
  amount: number,
  currency: string,
  { settlementCurrency }: Pick<Settings, 'settlementCurrency'>
): Settled {
  if (settlementCurrency === 'as_charged' || settlementCurrency === currency) {
    return { amount, currency, exchangeRate: null }
  }
  const rate = Number(((EUROS[currency] ?? 1) / EUROS[settlementCurrency]).toFixed(6))
  const shift = fractionDigits(settlementCurrency) - fractionDigits(currency)
  return {
    amount: Math.round(amount * rate * 10 ** shift),
    currency: settlementCurrency,
    exchangeRate: rate,
  }
}
