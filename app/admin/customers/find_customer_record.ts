import { panelReader } from '#admin/panel_reader'
import CurrencyCustomer from '#models/currency_customer'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import User from '#models/user'
import { ofAccountOrItsAddress } from '#buyers/purchases_for_staff'
import FindPriceNames from '#purchases/find_price_names'

/** Most rows per kind on a page; the lists show the rest. */
const MOST = 25

/** A user with what their page in the panel shows. */
export interface CustomerRecord {
  customer: User
  /** With those that wait until an account confirms their address. */
  purchases: Purchase[]
  /** Of the prices that were bought, by the id of the purchase. */
  priceNames: Map<number, string | null>
  mails: Mail[]
  /** Further customers in Stripe, by currency. */
  currencyCustomers: CurrencyCustomer[]
}

/**
 * A user with their latest purchases and mails; null where there is none.
 */
export default class FindCustomerRecord {
  async handle(id: number): Promise<CustomerRecord | null> {
    const customer = await User.find(id)
    if (customer === null) {
      return null
    }
    const purchases = await Purchase.query()
      .where(ofAccountOrItsAddress(id))
      .preload('productConfiguration', (configuration) => configuration.preload('product'))
      .orderBy('purchasedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(MOST)
    return {
      customer,
      purchases,
      priceNames: await new FindPriceNames().handle(purchases, panelReader()),
      mails: await Mail.query().where('userId', id).orderBy('id', 'desc').limit(MOST),
      currencyCustomers: await CurrencyCustomer.query().where('userId', id).orderBy('currency'),
    }
  }
}
