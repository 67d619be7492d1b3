import { RENEWAL_FAILS_CARD } from '#stripe_emulator/payments/cards'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

/** A purchase and what happens to it in Stripe. */
export interface PurchaseHistory {
  name: string
  slug: 'book' | 'plan' | 'sheet'
  /** Slugs of what is bought together with it. */
  together?: string[]
  /** The product that it gives access to at the end; `slug` unless it was changed. */
  opens?: string
  /** Whether it gives access at the end. */
  isOpen: boolean
  play: (sessionId: string) => Promise<unknown>
}

/** Typical histories of a purchase. */
export const PURCHASE_HISTORIES: PurchaseHistory[] = [
  { name: 'bought', slug: 'book', isOpen: true, play: (id) => pay(id) },
  { name: 'free', slug: 'sheet', isOpen: true, play: (id) => pay(id) },
  {
    name: 'paid by a delayed method',
    slug: 'book',
    isOpen: true,
    play: async (id) => {
      await pay(id, { method: 'bank_debit' })
      await emulator.settle(id)
    },
  },
  {
    name: 'paid by a delayed method that fails',
    slug: 'book',
    isOpen: false,
    play: async (id) => {
      await pay(id, { method: 'bank_debit' })
      await emulator.failDelayed(id)
    },
  },
  {
    name: 'refunded',
    slug: 'book',
    isOpen: false,
    play: async (id) => {
      await pay(id)
      await emulator.refund(await intentOf(id))
    },
  },
  {
    name: 'refunded in parts',
    slug: 'book',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.refund(await intentOf(id), { amount: 300 })
      await emulator.refund(await intentOf(id), { amount: 200 })
    },
  },
  {
    name: 'refunded, and the refund failed',
    slug: 'book',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      const refund = await emulator.refund(await intentOf(id))
      await emulator.failRefund(refund.id)
    },
  },
  {
    name: 'disputed and won',
    slug: 'book',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      const dispute = await emulator.dispute(await intentOf(id))
      await emulator.endDispute(dispute.id, 'won')
    },
  },
  {
    name: 'disputed and lost',
    slug: 'book',
    isOpen: false,
    play: async (id) => {
      await pay(id)
      const dispute = await emulator.dispute(await intentOf(id))
      await emulator.endDispute(dispute.id, 'lost')
    },
  },
  {
    name: 'renewed',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.renew(await subscriptionOf(id))
    },
  },
  {
    name: 'bought with two others',
    slug: 'book',
    together: ['guide', 'sheet'],
    isOpen: true,
    play: (id) => pay(id),
  },
  {
    name: 'bought with two others, of which one is refunded',
    slug: 'book',
    together: ['guide', 'map'],
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.refund(await intentOf(id), { amount: 700 })
    },
  },
  {
    name: 'bought with others, with a refund that is not known for what',
    slug: 'book',
    together: ['guide', 'map', 'sheet'],
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.refund(await intentOf(id), { amount: 50 })
      await emulator.refund(await intentOf(id), { amount: 333 })
    },
  },
  {
    name: 'bought with two others, and refunded in parts until nothing is left',
    slug: 'book',
    together: ['guide', 'map'],
    isOpen: false,
    play: async (id) => {
      await pay(id)
      await emulator.refund(await intentOf(id), { amount: 50 })
      await emulator.refund(await intentOf(id))
    },
  },
  {
    name: 'bought with two others, disputed and lost',
    slug: 'book',
    together: ['guide', 'map'],
    isOpen: false,
    play: async (id) => {
      await pay(id)
      const dispute = await emulator.dispute(await intentOf(id))
      await emulator.endDispute(dispute.id, 'lost')
    },
  },
  {
    name: 'a subscription with what is paid once, renewed',
    slug: 'plan',
    together: ['book', 'studio'],
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.renew(await subscriptionOf(id))
    },
  },
  {
    name: 'cancelled',
    slug: 'plan',
    isOpen: false,
    play: async (id) => {
      await pay(id)
      await emulator.cancelSubscription(await subscriptionOf(id))
    },
  },
  {
    name: 'past due, then paid',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      await pay(id, { card: RENEWAL_FAILS_CARD })
      await emulator.renew(await subscriptionOf(id))
      await emulator.updateCard(await subscriptionOf(id))
    },
  },
  {
    name: 'changed to another product',
    slug: 'plan',
    opens: 'studio',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.changePlan(await subscriptionOf(id), 'price_studio')
      await emulator.renew(await subscriptionOf(id))
    },
  },
  {
    name: 'changed to another product and back',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.changePlan(await subscriptionOf(id), 'price_studio_year')
      await emulator.changePlan(await subscriptionOf(id), 'price_plan')
    },
  },
  {
    name: 'changed to a product that is not here',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.changePlan(await subscriptionOf(id), 'price_elsewhere')
    },
  },
  {
    name: 'paused, and still paid for',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.pauseCollection(await subscriptionOf(id))
    },
  },
  {
    name: 'paused and resumed',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.pauseCollection(await subscriptionOf(id))
      await emulator.renew(await subscriptionOf(id))
      await emulator.resumeCollection(await subscriptionOf(id))
    },
  },
  {
    name: 'to end later than its period',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      const inAYear = Math.floor(Date.now() / 1000) + 365 * 24 * 60 * 60
      await emulator.cancelAt(await subscriptionOf(id), inAYear)
    },
  },
  {
    name: 'of a customer who was deleted',
    slug: 'plan',
    isOpen: false,
    play: async (id) => {
      await pay(id)
      await emulator.changeSettings({ chargesOfDeletedCustomers: 'refused' })
      await emulator.deleteCustomer(await customerOf(id))
    },
  },
  {
    name: 'asked about by the bank',
    slug: 'book',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.dispute(await intentOf(id), { status: 'warning_needs_response' })
    },
  },
  {
    name: 'in a trial',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      await pay(id)
      await emulator.startTrial(await subscriptionOf(id), { seconds: 1_000_000 })
    },
  },
  {
    name: 'bought at another price that Stripe offered',
    slug: 'plan',
    isOpen: true,
    play: async (id) => {
      const year = await stripe.prices.create({
        product: 'prod_plan',
        currency: 'usd',
        unit_amount: 9000,
        recurring: { interval: 'year' },
      })
      await emulator.setUpsell('price_plan', year.id)
      await pay(id, { upsell: true })
      await emulator.renew(await subscriptionOf(id))
    },
  },
  {
    name: 'bought with another product that Stripe offered',
    slug: 'book',
    isOpen: true,
    play: async (id) => {
      await emulator.setCrossSell('prod_book', 'prod_sheet')
      await pay(id, { crossSell: true })
      await emulator.refund(await intentOf(id), { amount: 100 })
    },
  },
  {
    name: 'bought in another currency of the price',
    slug: 'book',
    isOpen: true,
    play: async (id) => {
      await stripe.prices.update('price_book', { currency_options: { gbp: { unit_amount: 999 } } })
      await pay(id, { currency: 'gbp' })
    },
  },
]

export async function customerOf(sessionId: string): Promise<string> {
  const { customer } = await stripe.checkout.sessions.retrieve(sessionId)
  return String(customer)
}

export async function intentOf(sessionId: string): Promise<string> {
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(sessionId)
  return String(intent)
}

export async function subscriptionOf(sessionId: string): Promise<string> {
  const { subscription } = await stripe.checkout.sessions.retrieve(sessionId)
  return String(subscription)
}

function pay(sessionId: string, input: Parameters<typeof emulator.pay>[1] = {}) {
  return emulator.pay(sessionId, { waitForWebhook: false, ...input })
}
