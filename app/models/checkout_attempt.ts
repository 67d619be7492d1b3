import { belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { CheckoutAttemptSchema } from '#database/schema'
import CheckoutAttemptLine from '#models/checkout_attempt_line'
import User from '#models/user'

/**
 * What a buyer was sent to pay for. Written before Stripe is called.
 */
export default class CheckoutAttempt extends CheckoutAttemptSchema {
  declare status: 'open' | 'completed' | 'expired' | 'failed'

  /** Null for a buyer without an account; then `browser` is that which began it. */
  @belongsTo(() => User)
  declare user: BelongsTo<typeof User>

  /** At least one. */
  @hasMany(() => CheckoutAttemptLine)
  declare lines: HasMany<typeof CheckoutAttemptLine>
}
