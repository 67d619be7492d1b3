import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { CheckoutAttemptSchema } from '#database/schema'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'
import User from '#models/user'

/**
 * What a buyer was sent to pay for. Written before Stripe is called.
 */
export default class CheckoutAttempt extends CheckoutAttemptSchema {
  declare status: 'open' | 'completed' | 'expired' | 'failed'

  @belongsTo(() => User)
  declare user: BelongsTo<typeof User>

  @belongsTo(() => Price)
  declare price: BelongsTo<typeof Price>

  @belongsTo(() => ProductConfiguration)
  declare productConfiguration: BelongsTo<typeof ProductConfiguration>
}
