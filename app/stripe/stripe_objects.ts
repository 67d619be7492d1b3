import type Stripe from 'stripe'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { readableText } from '#shared/readable_text'

/** Stripe's largest page size. */
const PAGE_SIZE = 100

/** The id of an object that Stripe gives as an id or expanded. */
export function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'object' && value !== null ? value.id : (value ?? null)
}

/**
 * Checks that an amount is exact.
 * @param amount in minor units
 * @throws PaymentGatewayError if it is not a safe integer
 */
export function safeAmount(amount: number): number {
  if (!Number.isSafeInteger(amount)) {
    throw new PaymentGatewayError(
      'refused',
      `Stripe sent the amount ${amount}, which is not a safe integer.`,
      {
        isFinal: true,
      }
    )
  }
  return amount
}

/**
 * A product or price whose texts were cleaned as typed ones are: whoever wrote them at Stripe may have
 * pasted control characters.
 */
export function withReadableTexts<T extends Stripe.Product | Stripe.Price>(object: T): T {
  const texts = Object.entries(object).filter(([name]) => FREE_TEXTS.includes(name))
  return { ...object, ...Object.fromEntries(texts.map(([name, value]) => [name, clean(value)])) }
}

/** The fields of products and prices that sellers write freely. */
const FREE_TEXTS = ['name', 'description', 'nickname', 'metadata']

/** Cleans a text, or each text of the metadata. */
function clean(value: unknown): unknown {
  if (typeof value === 'string') {
    return readableText(value)
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, clean(text)]))
    : value
}

/**
 * Yields every page of a list, in Stripe's order: newest first.
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

/** Returns all pages of a list as one array. */
export async function listAll<T extends { id: string }>(
  list: (page: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<T>>
): Promise<T[]> {
  const all: T[] = []
  for await (const page of pagesOf(list)) {
    all.push(...page)
  }
  return all
}
