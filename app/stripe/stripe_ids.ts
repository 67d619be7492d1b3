/** The prefix of a Stripe id names the kind of object. */
const ID = /^(cs|pi|sub|cus|in|ch|re|pyr|dp|du|prod|price|evt)_[\w-]+$/

/** Disputes, and refunds of other methods than cards, have two prefixes. */
const SAME_KIND: Record<string, string> = { du: 'dp', pyr: 're' }

/**
 * The kind of a Stripe id by its prefix, such as `cs` or `pi`; null if the text is not a Stripe id.
 */
export function stripeIdKind(term: string): string | null {
  const prefix = ID.exec(term)?.[1] ?? null
  return prefix === null ? null : (SAME_KIND[prefix] ?? prefix)
}
