/** What an id of Stripe's stands for, by its beginning. */
const ID = /^(cs|pi|sub|cus|in|ch|re|prod|price|evt)_[\w-]+$/

/**
 * Which kind of Stripe object a search names, or null where it is no id of Stripe's.
 */
export function stripeIdKind(term: string): string | null {
  return ID.exec(term)?.[1] ?? null
}
