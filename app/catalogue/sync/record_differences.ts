import type Stripe from 'stripe'
import type { ChangedCopy, Comparison } from '#catalogue/sync/compare_copies'
import type { Differences, ReportEntry } from '#catalogue/sync/catalogue_report'

/** What the lists of archived and restored objects say already. */
const NAMED_FIELDS = new Set(['active', 'deleted'])

/**
 * Puts into the report what a batch was found to differ in, except what is read again anyway.
 */
export function recordDifferences<T extends Stripe.Product | Stripe.Price>(
  differences: Differences,
  comparison: Comparison<T>,
  stale: string[],
  describe: (object: T) => ReportEntry
): void {
  const left = new Set(stale)
  for (const object of comparison.fresh) {
    differences.new.push(describe(object))
  }
  for (const change of comparison.changed.filter(({ object }) => !left.has(object.id))) {
    recordChange(differences, change, describe(change.object))
  }
}

/** A copy that became active or inactive is named so; what else changed stands under `changed`. */
function recordChange<T extends Stripe.Product | Stripe.Price>(
  differences: Differences,
  { object, changes, wasActive }: ChangedCopy<T>,
  entry: ReportEntry
): void {
  if (wasActive !== object.active) {
    const list = object.active ? differences.restored : differences.archived
    list.push(entry)
  }
  const others = Object.entries(changes).filter(([field]) => !NAMED_FIELDS.has(field))
  if (others.length > 0) {
    differences.changed.push({ ...entry, changes: Object.fromEntries(others) })
  }
}
