import type Stripe from 'stripe'
import { CustomerRequestSchema } from '#database/schema'

/**
 * A customer that Stripe was asked for and has not confirmed: it is not known whether Stripe made it.
 * Written before Stripe is called, with exactly what is sent, and deleted afterwards.
 */
export default class CustomerRequest extends CustomerRequestSchema {
  declare parameters: Stripe.CustomerCreateParams & { email: string; metadata: { request: string } }
}
