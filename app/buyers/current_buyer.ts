import { accountBuyer, type Buyer } from '#buyers/buyer'

/** What a request says about who sent it. */
interface Visit {
  /** Missing where a page is the same for everybody. */
  auth?: { user?: { id: number } }
}

/**
 * The buyer who sent a request: the signed-in user; null for everybody else.
 *
 * @example
 * await new FindAccess().handle({ buyer: currentBuyer(ctx), product: { slug: 'field-notes' } })
 */
export function currentBuyer({ auth }: Visit): Buyer | null {
  return auth?.user === undefined ? null : accountBuyer(auth.user)
}

/**
 * The same for routes that only buyers reach.
 * @throws {Error} where there is none
 */
export function currentBuyerOrFail(visit: Visit): Buyer {
  const buyer = currentBuyer(visit)
  if (buyer === null) {
    throw new Error('The route lets visitors in who are no buyers')
  }
  return buyer
}
