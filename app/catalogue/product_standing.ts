import { DateTime } from 'luxon'
import type ProductConfiguration from '#models/product_configuration'

/** Why visitors do not see a product, what weighs most first. */
export const HIDDEN = [
  'archived',
  'draft',
  'gone',
  'archived_at_stripe',
  'ended',
  'scheduled',
] as const
export type Hidden = (typeof HIDDEN)[number]

/** Every place where a product may stand. The first that holds is the one that counts. */
export const STANDINGS = [...HIDDEN, 'no_price', 'unlisted', 'on_sale'] as const

/**
 * Where a product stands.
 *
 * Hidden from visitors: `archived` here for good, `draft` not active here, `gone` deleted at Stripe,
 * `archived_at_stripe`, `ended` and `scheduled` not within its time. Shown: `no_price` that could be
 * paid, `unlisted` to be bought by those who know its address, `on_sale` in the shop window.
 */
export type Standing = (typeof STANDINGS)[number]

export type ForSale = 'unlisted' | 'on_sale'
export type NotForSale = Exclude<Standing, ForSale>

/** What decides whether visitors see a product. */
export interface PublicityFacts {
  isActive: boolean
  archivedAt: DateTime | null
  availableFrom: DateTime | null
  /** An end that is reached is over: a product until noon is gone at noon. */
  availableUntil: DateTime | null
  isActiveAtStripe: boolean
  goneAt: DateTime | null
}

/** What decides where a product stands. */
export interface StandingFacts extends PublicityFacts {
  isListed: boolean
  /** Whether there is a price that a buyer can pay. */
  hasPrice: boolean
}

const HOLDS: Record<Hidden, (facts: PublicityFacts, now: DateTime) => boolean> = {
  archived: ({ archivedAt }) => archivedAt !== null,
  draft: ({ isActive }) => !isActive,
  gone: ({ goneAt }) => goneAt !== null,
  archived_at_stripe: ({ isActiveAtStripe }) => !isActiveAtStripe,
  ended: ({ availableUntil }, now) => availableUntil !== null && availableUntil <= now,
  scheduled: ({ availableFrom }, now) => availableFrom !== null && availableFrom > now,
}

/**
 * Where a product stands at a moment: the one answer for the store and the panel. Queries of many
 * products ask the database the same with `whereStanding`.
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
 * Why visitors do not see a product at a moment; null where they do.
 */
export function hiddenBy(facts: PublicityFacts, now: DateTime): Hidden | null {
  return HIDDEN.find((reason) => HOLDS[reason](facts, now)) ?? null
}

/**
 * Whether what stands there can be bought by those who find it.
 */
export function isForSale(standing: Standing): standing is ForSale {
  return standing === 'on_sale' || standing === 'unlisted'
}

/**
 * Whether visitors do not see what stands there.
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
