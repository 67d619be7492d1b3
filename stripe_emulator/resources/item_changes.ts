import { findOrFail } from '#stripe_emulator/api/endpoint'
import type { ItemChange } from '#stripe_emulator/billing/plan_items'
import { boolean, fields, integer, list, text } from '#stripe_emulator/params/rules'
import type { World } from '#stripe_emulator/world'

/** The parameter `items` of a subscription that is changed. */
export const itemChangesRule = list(
  fields({ deleted: boolean(), id: text(), price: text(), quantity: integer({ min: 0 }) })
)

type GivenItems = ReturnType<typeof itemChangesRule.parse>

/**
 * The changes of items that a call asks for.
 * @param param the parameter that has them
 * @throws StripeError for an unknown price
 */
export function itemChanges(world: World, given: GivenItems, param = 'items'): ItemChange[] {
  return given.map(({ price, ...change }, index) => ({
    ...change,
    ...(price !== undefined && {
      price: findOrFail(world.store.prices, 'price', price, `${param}[${index}][price]`),
    }),
  }))
}
