import type Stripe from 'stripe'
import { accountBuyer, type Buyer, buyerOf } from '#buyers/buyer'
import { findBuyerFacts } from '#buyers/buyer_facts'
import CurrencyCustomer from '#models/currency_customer'
import Purchase from '#models/purchase'
import UnassignedPayment from '#models/unassigned_payment'
import User from '#models/user'
import { belongsToAccount, emailOf, paidBy, type PaidBy } from '#purchases/fulfilment/paid_by'
import { idOf } from '#stripe/stripe_objects'

export interface FoundOwner {
  owner: Buyer
  /** By what the payment is recognized as the account's; null for an address. */
  paidBy: PaidBy | null
}

/**
 * Whose a checkout is where its attempt is lost; null where that cannot be known. Anybody can sign up
 * with an address of others.
 */
export default class FindCheckoutOwner {
  async handle(session: Stripe.Checkout.Session): Promise<FoundOwner | null> {
    const customerId = idOf(session.customer)
    const settled = await UnassignedPayment.query()
      .where('checkoutSessionId', session.id)
      .where('status', 'assigned')
      .preload('user')
      .first()
    if (settled?.user) {
      return ofAccount(settled.user, paidBy(settled.user, emailOf(session), customerId))
    }
    const recorded = await Purchase.query()
      .where('checkoutSessionId', session.id)
      .orderBy('id')
      .first()
    if (recorded !== null) {
      const { account } = await findBuyerFacts(recorded)
      return account === null
        ? { owner: buyerOf(recorded), paidBy: null }
        : ofAccount(account, paidBy(account, account.email, customerId))
    }
    const further = await CurrencyCustomer.findBy('stripeCustomerId', customerId ?? '')
    const users = await User.query()
      .where('stripeCustomerId', customerId ?? '')
      .orWhere('id', further?.userId ?? 0)
      .orWhere((confirmed) =>
        confirmed.where('email', emailOf(session) ?? '').whereNotNull('emailVerifiedAt')
      )
    const owners = users
      .map((user) => ({
        user,
        paidBy: paidBy(
          user,
          user.emailVerifiedAt === null ? null : user.email,
          user.id === further?.userId ? customerId : null
        ),
      }))
      .filter((owner) => belongsToAccount(session, owner.paidBy))
    const byCustomer = owners.find(
      ({ user }) => user.stripeCustomerId === customerId || user.id === further?.userId
    )
    const found = byCustomer ?? owners.at(0)
    return found ? ofAccount(found.user, found.paidBy) : null
  }
}

function ofAccount(user: User, by: PaidBy): FoundOwner {
  return { owner: accountBuyer(user), paidBy: by }
}
