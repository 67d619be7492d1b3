import { findOrFail } from '#stripe_emulator/api/endpoint'
import type { LineTax } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

/** The taxes of a session or of one of its lines, with the whole rate, as Stripe shows them there. */
export function sessionTaxes(world: World, taxes: LineTax[]) {
  return byRate(taxes).map(({ rate: id, amount, taxable }) => {
    const rate = findOrFail(world.store.taxRates, 'tax_rate', id)
    return {
      amount,
      rate: structuredClone(rate),
      taxability_reason: reasonOf(rate.percentage),
      taxable_amount: taxable,
    }
  })
}

/** The taxes of an invoice or of one of its lines, as Stripe shows them there. */
export function invoiceTaxes(world: World, taxes: LineTax[]) {
  return byRate(taxes).map(({ rate: id, behavior, amount, taxable }) => ({
    amount,
    tax_behavior: behavior,
    tax_rate_details: { tax_rate: id },
    taxability_reason: reasonOf(findOrFail(world.store.taxRates, 'tax_rate', id).percentage),
    taxable_amount: taxable,
    type: 'tax_rate_details' as const,
  }))
}

/** One tax for each rate, with the sums of its lines. */
function byRate(taxes: LineTax[]): LineTax[] {
  const sums = new Map<string, LineTax>()
  for (const tax of taxes) {
    const sum = sums.get(tax.rate) ?? { ...tax, amount: 0, taxable: 0 }
    sums.set(tax.rate, {
      ...sum,
      amount: sum.amount + tax.amount,
      taxable: sum.taxable + tax.taxable,
    })
  }
  return [...sums.values()]
}

function reasonOf(percentage: number) {
  return percentage > 0 ? 'standard_rated' : 'zero_rated'
}
