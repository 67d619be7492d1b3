import type Stripe from 'stripe'
import { PaymentGatewayError } from '#stripe/payment_gateway'

/** The largest page that Stripe gives. */
const PAGE_SIZE = 100

/** The id of what may stand as an id or as the whole object. */
export function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'object' && value !== null ? value.id : (value ?? null)
}

/**
 * @throws PaymentGatewayError where the amount is too large to be exact
 */
export function safeAmount(amount: number): number {
  if (!Number.isSafeInteger(amount)) {
    throw new PaymentGatewayError('refused', `Stripe named ${amount}, which is no exact amount.`, {
      isFinal: true,
    })
  }
  return amount
}

/**
 * Every page of a list, newest first as Stripe gives them.
 */
export async function* pagesOf<T extends { id: string }>(
  list: (page: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<T>>
): AsyncGenerator<T[]> {
  let last: string | undefined
  do {
    const { data, has_more: hasMore } = await list({
      limit: PAGE_SIZE,
      ...(last ? { starting_after: last } : {}),
    })
    yield data
    last = hasMore ? data.at(-1)?.id : undefined
  } while (last)
}

/** All pages of a list in one. */
export async function listAll<T extends { id: string }>(
  list: (page: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<T>>
): Promise<T[]> {
  const all: T[] = []
  for await (const page of pagesOf(list)) {
    all.push(...page)
  }
  return all
}
