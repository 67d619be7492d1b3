import { StripeEventSchema } from '#database/schema'

/**
 * A webhook of Stripe, stored before anything is done about it.
 */
export default class StripeEvent extends StripeEventSchema {}
