import type Stripe from 'stripe'
import { inLanes } from '#background/work_through_due_rows'
import { TooManyRemovals } from '#catalogue/sync/too_many_removals'
import type { CopyTable } from '#catalogue/sync/sync_pass'
import type { PaymentGateway, Patience } from '#stripe/payment_gateway'

/** Objects that are read at the same time. */
const LANES = 4

/** What became of objects that no list of Stripe has. */
export interface Unlisted {
  /** The ids of those that were deleted. */
  gone: string[]
  /** Those that exist: inline prices, and what changed between two lists. */
  present: (Stripe.Product | Stripe.Price)[]
}

/**
 * Reads objects by their ids that no list has. Only that tells that one was deleted: lists leave out
 * inline prices, and may leave out archived ones.
 * @param options.limit how many may be gone of how many; none in any number
 * @throws {TooManyRemovals} as soon as more are gone
 * @throws {PaymentGatewayError}
 *
 * Source: https://docs.stripe.com/api/prices/list
 */
export async function confirmGone(
  gateway: PaymentGateway,
  table: CopyTable,
  stripeIds: string[],
  { patience, limit = null }: { patience: Patience; limit?: { most: number; of: number } | null }
): Promise<Unlisted> {
  const found: Unlisted = { gone: [], present: [] }
  await inLanes(
    stripeIds,
    async (id) => {
      const object =
        table === 'products'
          ? await gateway.retrieveProduct(id, patience)
          : await gateway.retrievePrice(id, patience)
      if (object === null) {
        found.gone.push(id)
      } else {
        found.present.push(object)
      }
      if (limit !== null && found.gone.length > limit.most) {
        throw new TooManyRemovals(table, stripeIds, limit.of)
      }
    },
    LANES
  )
  return found
}
