import { CustomerUpdateSchema } from '#database/schema'

/**
 * An account whose name or e-mail address Stripe has to get. Every change raises `version`, so that
 * one that happens while Stripe is called is sent as well.
 */
export default class CustomerUpdate extends CustomerUpdateSchema {}
