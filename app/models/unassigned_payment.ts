import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { UnassignedPaymentSchema } from '#database/schema'
import User from '#models/user'

/**
 * A paid checkout of this store that no account can be shown to have started.
 *
 * - `open` nobody has settled it
 * - `assigned` it belongs to `user`
 * - `refund` it was refunded, or staff refund it in Stripe
 */
export default class UnassignedPayment extends UnassignedPaymentSchema {
  declare status: 'open' | 'assigned' | 'refund'

  @belongsTo(() => User)
  declare user: BelongsTo<typeof User>
}
