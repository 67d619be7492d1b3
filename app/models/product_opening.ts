import { ProductOpeningSchema } from '#database/schema'

/**
 * The settings of a product configuration that staff are creating, written before Stripe is called.
 * The first of the action, a webhook or a sync to find the product active in Stripe creates the
 * configuration from it.
 */
export default class ProductOpening extends ProductOpeningSchema {}
