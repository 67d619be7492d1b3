import { DateTime } from 'luxon'
import type ProductConfiguration from '#models/product_configuration'

/** Why visitors do not see a product, in order of precedence. */
export const HIDDEN = [
  'archived',
  'draft',
  'gone',
  'archived_at_stripe',
  'ended',
  'scheduled',
] as const
/** A standing in which visitors do not see a product. */
export type Hidden = (typeof HIDDEN)[number]

/** All standings, in order of precedence: the first whose rule is true applies. */
export const STANDINGS = [...HIDDEN, 'no_price', 'unlisted', 'on_sale'] as const

/**
 * The standing of a product.
 *
 * Hidden from visitors: `archived` here permanently; `draft` not active here; `gone` deleted in
 * Stripe; `archived_at_stripe`; `ended` and `scheduled` outside its period of sale. Shown:
 * `no_price` without a sellable price; `unlisted` for sale to those who know its address; `on_sale`
 * listed in the store.
 */
export type Standing = (typeof STANDINGS)[number]

/** A standing in which a product can be bought. */
export type ForSale = 'unlisted' | 'on_sale'
export type NotForSale = Exclude<Standing, ForSale>

/** What decides whether visitors see a product. */
export interface PublicityFacts {
  isActive: boolean
  archivedAt: DateTime | null
  availableFrom: DateTime | null
  /** Exclusive: a product available until noon is no longer for sale at noon. */
  availableUntil: DateTime | null
  isActiveAtStripe: boolean
  goneAt: DateTime | null
}

/** What decides the standing of a product. */
export interface StandingFacts extends PublicityFacts {
  isListed: boolean
  /** Whether there is a price that a buyer can pay. */
  hasPrice: boolean
}

const RULES: Record<Hidden, (facts: PublicityFacts, now: DateTime) => boolean> = {
  archived: ({ archivedAt }) => archivedAt !== null,
  draft: ({ isActive }) => !isActive,
  gone: ({ goneAt }) => goneAt !== null,
  archived_at_stripe: ({ isActiveAtStripe }) => !isActiveAtStripe,
  ended: ({ availableUntil }, now) => availableUntil !== null && availableUntil <= now,
  scheduled: ({ availableFrom }, now) => availableFrom !== null && availableFrom > now,
}

/**
 * The standing of a product at a given time: the one rule for the store and the panel.
 * `whereStanding` is the same rule in SQL, for queries of many products.
 */
export function productStanding(facts: StandingFacts, now: DateTime): Standing {
  const hidden = hiddenBy(facts, now)
  if (hidden !== null) {
    return hidden
  }
  if (!facts.hasPrice) {
    return 'no_price'
  }
  return facts.isListed ? 'on_sale' : 'unlisted'
}

/**
 * Why visitors do not see a product at a given time; null where they do.
 */
export function hiddenBy(facts: PublicityFacts, now: DateTime): Hidden | null {
  return HIDDEN.find((reason) => RULES[reason](facts, now)) ?? null
}

/**
 * Whether a product with this standing can be bought by those who find it.
 */
export function isForSale(standing: Standing): standing is ForSale {
  return standing === 'on_sale' || standing === 'unlisted'
}

/**
 * Whether visitors do not see a product with this standing.
 */
export function isHidden(standing: Standing): standing is Hidden {
  return HIDDEN.some((reason) => reason === standing)
}

/** Whether visitors see a product now. Needs `product` to be loaded. */
export function isShown(configuration: ProductConfiguration): boolean {
  const { isActive, archivedAt, availableFrom, availableUntil, product } = configuration
  const here = { isActive, archivedAt, availableFrom, availableUntil }
  const inStripe = { isActiveAtStripe: product.active, goneAt: product.goneAt }
  return hiddenBy({ ...here, ...inStripe }, DateTime.utc()) === null
}
