import { CurrencyCustomerSchema } from '#database/schema'

/**
 * A further Stripe customer of a user, for one currency.
 */
export default class CurrencyCustomer extends CurrencyCustomerSchema {}
