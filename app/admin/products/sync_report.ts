import type { CatalogueReport, ReportEntry } from '#catalogue/sync/catalogue_report'

/** Entries of one kind that a page shows. */
const MOST = 100

/** A kind of difference, as the page of a sync shows it. */
export interface ReportGroup {
  title: string
  count: number
  entries: { name: string; stripeId: string; details: string[] }[]
}

/**
 * What a sync found, in the words of its page.
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
      group('Active products without a price', report.withoutPrice),
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
