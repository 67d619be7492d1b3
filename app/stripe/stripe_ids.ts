/** The prefix of a Stripe id names the kind of object. */
const ID = /^(cs|pi|sub|cus|in|ch|re|prod|price|evt)_[\w-]+$/

/**
 * The prefix of a Stripe id, such as `cs` or `pi`; null if the text is not a Stripe id.
 */
export function stripeIdKind(term: string): string | null {
  return ID.exec(term)?.[1] ?? null
}
