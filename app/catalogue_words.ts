import type { CatalogueReport, Differences, ReportEntry } from '#actions/catalogue/catalogue_report'

/** Lines of one kind that are printed; the rest is counted. */
const MOST_LINES = 50

/**
 * The result of a catalogue sync for somebody at a terminal.
 */
export function printReport(report: CatalogueReport): string {
  const would = report.dryRun ? 'would be ' : ''
  return [
    ...differences('product', report.products, would),
    ...differences('price', report.prices, would),
    ...section(`${would}opened in the store`, report.configurations, ({ name, slug }) =>
      `${name} (/products/${slug})`
    ),
    ...section('without an active price, so nobody can buy it', report.withoutPrice, named),
    ...report.covers.failed.map(
      ({ name, url, problem }) => `cover of ${name} not fetched from ${url}: ${problem}`
    ),
    summary(report),
  ].join('\n')
}

function differences(kind: string, found: Differences, would: string): string[] {
  return [
    ...section(`${kind} ${would}new`, found.new, named),
    ...section(`${kind} ${would}changed`, found.changed, changed),
    ...section(`${kind} ${would}archived`, found.archived, named),
    ...section(`${kind} ${would}active again`, found.restored, named),
    ...section(`${kind} gone from Stripe`, found.gone, named),
  ]
}

function section(
  title: string,
  entries: ReportEntry[],
  text: (entry: ReportEntry) => string
): string[] {
  const lines = entries.slice(0, MOST_LINES).map((entry) => `${title}: ${text(entry)}`)
  const more = entries.length - lines.length
  return more > 0 ? [...lines, `${title}: ${more} more`] : lines
}

function named({ name, stripeId }: ReportEntry): string {
  return name === stripeId ? stripeId : `${name} (${stripeId})`
}

function changed(entry: ReportEntry): string {
  const fields = Object.entries(entry.changes ?? {}).map(
    ([field, change]) => `${field} ${JSON.stringify(change.before)} -> ${JSON.stringify(change.after)}`
  )
  return `${named(entry)}: ${fields.join(', ')}`
}

function summary(report: CatalogueReport): string {
  const seen = `${report.products.seen} products and ${report.prices.seen} prices at Stripe`
  if (report.isEmpty) {
    return `${seen}; nothing has changed.`
  }
  return report.dryRun ? `${seen}; nothing was written.` : `${seen}; the store is up to date.`
}
