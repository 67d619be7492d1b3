import { listEndpoint, retrieveEndpoint } from '#stripe_emulator/api/endpoint'
import { isWithin, moment } from '#stripe_emulator/params/common'
import { boolean } from '#stripe_emulator/params/rules'
import type { World } from '#stripe_emulator/world'

const path = '/v1/tax_rates'
const noun = 'tax rate'
const collection = (world: World) => world.store.taxRates

/** The tax rates that were needed so far; none is made by hand. */
export const taxRateEndpoints = [
  retrieveEndpoint({ path: `${path}/:id`, noun, collection }),
  listEndpoint({
    path,
    noun,
    collection,
    filters: { active: boolean(), created: moment(), inclusive: boolean() },
    select:
      ({ active, created, inclusive }) =>
      (rate) =>
        (active === undefined || rate.active === active) &&
        (!created || isWithin(created, rate.created ?? 0)) &&
        (inclusive === undefined || rate.inclusive === inclusive),
  }),
]
