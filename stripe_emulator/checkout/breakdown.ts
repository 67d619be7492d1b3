import { sessionDiscount } from '#stripe_emulator/checkout/discounts'
import type { CheckoutSession, LineItem } from '#stripe_emulator/objects'
import type { SessionDetails } from '#stripe_emulator/records'
import { sessionTaxes } from '#stripe_emulator/tax/shown_taxes'
import type { World } from '#stripe_emulator/world'

/** The `total_details.breakdown` of a session. */
export function totalsBreakdown(world: World, session: CheckoutSession) {
  const discount = sessionDiscount(world, session)
  const details = world.store.sessionDetails.get(session.id)
  return {
    discounts: discount ? [{ amount: session.total_details.amount_discount, discount }] : [],
    taxes: sessionTaxes(world, Object.values(details?.taxes ?? {})),
  }
}

/** The `discounts` of a line. */
export function lineDiscountsShown(world: World, line: LineItem) {
  const session = world.store.checkoutSessions.get(detailsWith(world, line)?.id ?? '')
  const discount = session && sessionDiscount(world, session)
  return discount && line.amount_discount > 0 ? [{ amount: line.amount_discount, discount }] : []
}

/** The `taxes` of a line. */
export function lineTaxesShown(world: World, line: LineItem) {
  const details = detailsWith(world, line)
  return details && line.id in details.taxes ? sessionTaxes(world, [details.taxes[line.id]]) : []
}

function detailsWith(world: World, { id }: LineItem): SessionDetails | undefined {
  return world.store.sessionDetails.find(({ lineItems }) => lineItems.some((one) => one.id === id))
}
