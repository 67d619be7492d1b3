import { StripeEventSchema } from '#database/schema'

/**
 * A webhook event from Stripe, stored before it is handled.
 */
export default class StripeEvent extends StripeEventSchema {}
