import { canonicalEmail } from '#shared/email_address'
import type Purchase from '#models/purchase'

/**
 * Whose purchases are meant: those of an account, or those of an address that belongs to no account
 * yet. An `address` is only made of a mailbox that its reader has proven to read; whoever merely types
 * an address is no buyer.
 */
export type Buyer =
  | { type: 'account'; userId: number }
  /** The address in its one spelling, see `canonicalEmail`. */
  | { type: 'address'; email: string }

/** The two columns of `purchases` that say who owns one; one of them is null. */
export interface Owner {
  userId: number | null
  buyerEmail: string | null
}

export function accountBuyer({ id }: { id: number }): Buyer {
  return { type: 'account', userId: id }
}

/** @param email however it is spelled; of a mailbox that its reader has proven to read */
export function addressBuyer(email: string): Buyer {
  return { type: 'address', email: canonicalEmail(email) }
}

/** The owner of a purchase. */
export function buyerOf({ userId, buyerEmail }: Pick<Purchase, 'userId' | 'buyerEmail'>): Buyer {
  return userId === null
    ? { type: 'address', email: buyerEmail! }
    : { type: 'account', userId: Number(userId) }
}

/** The columns of a purchase that this buyer owns. */
export function ownerColumns(buyer: Buyer): Owner {
  return buyer.type === 'account'
    ? { userId: buyer.userId, buyerEmail: null }
    : { userId: null, buyerEmail: buyer.email }
}

/** The id of a buyer's account; null for an address. */
export function accountIdOf(buyer: Buyer): number | null {
  return ownerColumns(buyer).userId
}

export function isSameBuyer(one: Buyer, other: Buyer): boolean {
  return limitSubject(one) === limitSubject(other)
}

/** Whether a purchase is this buyer's. */
export function owns(buyer: Buyer, purchase: Pick<Purchase, 'userId' | 'buyerEmail'>): boolean {
  return isSameBuyer(buyer, buyerOf(purchase))
}

/** Whether a purchase belongs to an address, until an account confirms it. */
export function isWaiting({ userId }: Pick<Purchase, 'userId'>): boolean {
  return userId === null
}

/** What a limit counts a buyer as. No address is a number, so no buyer is counted as another. */
export function limitSubject(buyer: Buyer): number | string {
  return buyer.type === 'account' ? buyer.userId : buyer.email
}
