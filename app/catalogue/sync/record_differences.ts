import type Stripe from 'stripe'
import type { ChangedCopy, Comparison } from '#catalogue/sync/compare_copies'
import type { Differences, ReportEntry } from '#catalogue/sync/catalogue_report'

/** Fields that the lists of archived and restored objects show already. */
const NAMED_FIELDS = new Set(['active', 'deleted'])

/**
 * Adds the differences of a batch to the report, except for copies that are read again anyway.
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

/**
 * A copy that became active or inactive goes into its own list; its other changes go into
 * `changed`.
 */
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
