import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { CheckoutAttemptLineSchema } from '#database/schema'
import Price from '#models/price'
import ProductConfiguration from '#models/product_configuration'

/** A product that a buyer was sent to pay for. */
export default class CheckoutAttemptLine extends CheckoutAttemptLineSchema {
  @belongsTo(() => Price)
  declare price: BelongsTo<typeof Price>

  @belongsTo(() => ProductConfiguration)
  declare productConfiguration: BelongsTo<typeof ProductConfiguration>
}
