import { ProductOpeningSchema } from '#database/schema'

/**
 * What a product that staff are making is to be in this store, written before Stripe is called.
 * Whoever finds the product active at Stripe first (the action, a webhook, a sync) opens it so.
 */
export default class ProductOpening extends ProductOpeningSchema {}
