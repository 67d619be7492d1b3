import { newId } from '#stripe_emulator/ids'
import type { TaxRate } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/**
 * The tax rate of a percentage. Stripe makes one when it is first needed, archived so that nobody adds
 * it to something by hand, and uses it again.
 *
 * Source: https://docs.stripe.com/api/tax_rates
 */
export function taxRateOf(
  world: World,
  percentage: number,
  behavior: 'exclusive' | 'inclusive'
): TaxRate {
  const inclusive = behavior === 'inclusive'
  return (
    world.store.taxRates.find(
      (one) => one.percentage === percentage && one.inclusive === inclusive
    ) ?? world.store.taxRates.add(buildTaxRate(world.now(), percentage, inclusive))
  )
}

function buildTaxRate(now: number, percentage: number, inclusive: boolean): TaxRate {
  return {
    id: newId('txr'),
    object: 'tax_rate',
    active: false,
    country: 'DE',
    created: now,
    description: null,
    display_name: 'VAT',
    effective_percentage: percentage,
    flat_amount: null,
    inclusive,
    jurisdiction: 'Germany',
    jurisdiction_level: 'country',
    livemode: false,
    metadata: {},
    percentage,
    rate_type: 'percentage',
    state: null,
    tax_type: 'vat',
  }
}
