import { DateTime } from 'luxon'
import type { Standing, StandingFacts } from '#catalogue/product_standing'
import { createProduct, type ProductForSale } from '#database/factories/product_factory'

/** The moment at which the table is evaluated. */
export const NOW = DateTime.utc().startOf('second')

const FOR_SALE: StandingFacts = {
  isActive: true,
  isListed: true,
  archivedAt: null,
  availableFrom: null,
  availableUntil: null,
  isActiveAtStripe: true,
  goneAt: null,
  hasPrice: true,
}

const before = NOW.minus({ hours: 1 })
const after = NOW.plus({ hours: 1 })

export interface StandingCase {
  title: string
  facts: StandingFacts
  standing: Standing
}

/**
 * The standing of products: each state alone, the precedence of two, and the exact moments of change.
 * The same table runs through the rules and through the database.
 */
export const STANDING_CASES: StandingCase[] = [
  one('all is well', {}, 'on_sale'),
  one('within its time', { availableFrom: before, availableUntil: after }, 'on_sale'),
  one('at the moment of its beginning', { availableFrom: NOW }, 'on_sale'),
  one('not listed', { isListed: false }, 'unlisted'),
  one('without a price', { hasPrice: false }, 'no_price'),
  one('without a price, and not listed', { hasPrice: false, isListed: false }, 'no_price'),
  one('before its time', { availableFrom: after }, 'scheduled'),
  one('before its time, without a price', { availableFrom: after, hasPrice: false }, 'scheduled'),
  one('at the moment of its end', { availableUntil: NOW }, 'ended'),
  one('after its time, not listed', { availableUntil: before, isListed: false }, 'ended'),
  one('archived at Stripe', { isActiveAtStripe: false }, 'archived_at_stripe'),
  one(
    'archived at Stripe, after its time',
    { isActiveAtStripe: false, availableUntil: before },
    'archived_at_stripe'
  ),
  one('deleted at Stripe', { goneAt: before }, 'gone'),
  one('deleted and inactive at Stripe', { goneAt: before, isActiveAtStripe: false }, 'gone'),
  one('not active', { isActive: false }, 'draft'),
  one('not active, before its time', { isActive: false, availableFrom: after }, 'draft'),
  one('not active, deleted at Stripe', { isActive: false, goneAt: before }, 'draft'),
  one('archived', { archivedAt: before }, 'archived'),
  one(
    'archived, not active, after its time',
    { archivedAt: before, isActive: false, availableUntil: before },
    'archived'
  ),
]

/** A product with these facts. */
export function createStanding(facts: StandingFacts, slug: string): Promise<ProductForSale> {
  const { isActiveAtStripe, goneAt, hasPrice, ...configuration } = facts
  return createProduct({
    product: { name: `The ${slug}`, active: isActiveAtStripe, goneAt },
    price: { active: hasPrice },
    configuration: { slug, ...configuration },
  })
}

/** The facts of the first case with this standing. */
export function factsOf(standing: Standing): StandingFacts {
  const found = STANDING_CASES.find((known) => known.standing === standing)
  if (!found) {
    throw new Error(`The table has no case that is ${standing}`)
  }
  return found.facts
}

function one(title: string, facts: Partial<StandingFacts>, standing: Standing): StandingCase {
  return { title, facts: { ...FOR_SALE, ...facts }, standing }
}
