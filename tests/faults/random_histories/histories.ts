import { RENEWAL_FAILS_CARD } from '#stripe_emulator/payments/cards'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

/** Something that is bought, and what becomes of it at Stripe. */
export interface Life {
  name: string
  slug: 'book' | 'plan' | 'sheet'
  /** Whether it gives access in the end. */
  isOpen: boolean
  live: (sessionId: string) => Promise<unknown>
}

/** Twelve lives that purchases typically have. */
export const LIVES: Life[] = [
  { name: 'bought', slug: 'book', isOpen: true, live: (id) => pay(id) },
  { name: 'taken for free', slug: 'sheet', isOpen: true, live: (id) => pay(id) },
  {
    name: 'paid late',
    slug: 'book',
    isOpen: true,
    live: async (id) => {
      await pay(id, { method: 'bank_debit' })
      await emulator.settle(id)
    },
  },
  {
    name: 'paid late, in vain',
    slug: 'book',
    isOpen: false,
    live: async (id) => {
      await pay(id, { method: 'bank_debit' })
      await emulator.failDelayed(id)
    },
  },
  {
    name: 'refunded',
    slug: 'book',
    isOpen: false,
    live: async (id) => {
      await pay(id)
      await emulator.refund(await intentOf(id))
    },
  },
  {
    name: 'refunded in parts',
    slug: 'book',
    isOpen: true,
    live: async (id) => {
      await pay(id)
      await emulator.refund(await intentOf(id), { amount: 300 })
      await emulator.refund(await intentOf(id), { amount: 200 })
    },
  },
  {
    name: 'refunded, and the refund fails',
    slug: 'book',
    isOpen: true,
    live: async (id) => {
      await pay(id)
      const refund = await emulator.refund(await intentOf(id))
      await emulator.failRefund(refund.id)
    },
  },
  {
    name: 'disputed and won',
    slug: 'book',
    isOpen: true,
    live: async (id) => {
      await pay(id)
      const dispute = await emulator.dispute(await intentOf(id))
      await emulator.endDispute(dispute.id, 'won')
    },
  },
  {
    name: 'disputed and lost',
    slug: 'book',
    isOpen: false,
    live: async (id) => {
      await pay(id)
      const dispute = await emulator.dispute(await intentOf(id))
      await emulator.endDispute(dispute.id, 'lost')
    },
  },
  {
    name: 'renewed',
    slug: 'plan',
    isOpen: true,
    live: async (id) => {
      await pay(id)
      await emulator.renew(await subscriptionOf(id))
    },
  },
  {
    name: 'cancelled',
    slug: 'plan',
    isOpen: false,
    live: async (id) => {
      await pay(id)
      await emulator.cancelSubscription(await subscriptionOf(id))
    },
  },
  {
    name: 'past due, and paid then',
    slug: 'plan',
    isOpen: true,
    live: async (id) => {
      await pay(id, { card: RENEWAL_FAILS_CARD })
      await emulator.renew(await subscriptionOf(id))
      await emulator.updateCard(await subscriptionOf(id))
    },
  },
]

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
