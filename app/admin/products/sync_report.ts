import { unsellableText } from '#catalogue/prices/unsellable_reason'
import type { CatalogueReport, ReportEntry } from '#catalogue/sync/catalogue_report'

/** Most entries per group on the page. */
const MOST = 100

/** A group of differences on the sync page. */
export interface ReportGroup {
  title: string
  count: number
  entries: { name: string; stripeId: string; details: string[] }[]
}

/**
 * The report of a sync as the page shows it.
 */
export function viewReport(report: CatalogueReport) {
  return {
    isDryRun: report.dryRun,
    isEmpty: report.isEmpty,
    seen: `${report.products.seen} products and ${report.prices.seen} prices at Stripe`,
    covers: report.covers.stored,
    groups: [
      group('New for sale', report.configurations),
      group('New products', report.products.new),
      group('Changed products', report.products.changed),
      group('Archived products', report.products.archived),
      group('Restored products', report.products.restored),
      group('Products gone from Stripe', report.products.gone),
      group('New prices', report.prices.new),
      group('Changed prices', report.prices.changed),
      group('Archived prices', report.prices.archived),
      group('Restored prices', report.prices.restored),
      group('Prices gone from Stripe', report.prices.gone),
      {
        title: 'Prices that are not on sale',
        count: report.unsellable.length,
        entries: report.unsellable.slice(0, MOST).map(({ name, stripeId, reason }) => ({
          name,
          stripeId,
          details: [unsellableText(reason)],
        })),
      },
      group('Active products without a price that can be sold', report.withoutPrice),
      {
        title: 'Covers that could not be copied',
        count: report.covers.failed.length,
        entries: report.covers.failed
          .slice(0, MOST)
          .map(({ name, stripeId, problem }) => ({ name, stripeId, details: [problem] })),
      },
    ].filter(({ count }) => count > 0),
  }
}

function group(title: string, entries: ReportEntry[]): ReportGroup {
  return {
    title,
    count: entries.length,
    entries: entries.slice(0, MOST).map((entry) => ({
      name: entry.name,
      stripeId: entry.stripeId,
      details: Object.entries(entry.changes ?? {}).map(
        ([name, { before, after }]) => `${name}: ${print(before)} → ${print(after)}`
      ),
    })),
  }
}

function print(value: unknown): string {
  if (value === null || value === undefined || value === '') {
    return 'nothing'
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
