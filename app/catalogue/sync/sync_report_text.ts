import { isDiskFull, NO_ROOM } from '#shared/disk_full'
import type {
  CatalogueReport,
  Differences,
  ReportEntry,
  UnsellablePrice,
} from '#catalogue/sync/catalogue_report'
import { unsellableText } from '#catalogue/prices/unsellable_reason'
import { TooManyRemovals } from '#catalogue/sync/too_many_removals'
import { ConfigurationError } from '#framework/configuration_error'
import { PaymentGatewayError, type GatewayFailure } from '#stripe/payment_gateway'

/**
 * Most lines per section after a run that wrote; a dry run prints all, because they are its result.
 */
const MOST_LINES = 20

const KEPT = 'what was copied is kept'

/** The explanation of each failure of Stripe. */
const FAILURES: Record<GatewayFailure, (message: string) => string> = {
  not_configured: () =>
    'STRIPE_SECRET_KEY is not set. Put the secret key of your Stripe account there and run this again.',
  refused_key: () =>
    "Stripe refuses the key in STRIPE_SECRET_KEY. Copy it again from Stripe's dashboard under Developers, API keys.",
  missing_right: (message) =>
    `The restricted key in STRIPE_SECRET_KEY has no right to this. Give it the right in Stripe's dashboard under Developers, API keys, and run this again. Stripe says: ${message}`,
  other_account: (message) => message,
  unreachable: () =>
    `Stripe cannot be reached. Check the network, or STRIPE_API_BASE if that is set, and run this again; ${KEPT}.`,
  rate_limited: () =>
    `Stripe still asks to slow down after several waits. Run this again in a minute; ${KEPT}.`,
  not_found: (message) => `Stripe does not know what was asked for: ${message}`,
  refused: (message) => `Stripe refuses the request: ${message}`,
}

/**
 * Why a sync failed and what to do, in a sentence for the owner; null for an unexpected error.
 */
export function explainSyncFailure(error: unknown): { reason: string; message: string } | null {
  if (error instanceof ConfigurationError) {
    return { reason: 'configuration', message: error.message }
  }
  if (error instanceof PaymentGatewayError) {
    return { reason: error.reason, message: FAILURES[error.reason](error.message) }
  }
  if (error instanceof TooManyRemovals) {
    return { reason: 'too_many_removals', message: error.message }
  }
  if (isDiskFull(error)) {
    return { reason: 'disk_full', message: NO_ROOM }
  }
  return null
}

/**
 * The result of a catalogue sync as text for the terminal.
 */
export function printReport(report: CatalogueReport): string {
  const most = report.dryRun ? Infinity : MOST_LINES
  return [
    ...differences('products', report.products, most),
    ...differences('prices', report.prices, most),
    ...section('Opened in the store', report.configurations, most, opened),
    ...section('Not on sale, prices', report.unsellable, most, unsellable),
    ...section(
      'Without a price that can be sold, so that nobody can buy it',
      report.withoutPrice,
      most
    ),
    ...report.covers.failed.map(
      ({ name, url, problem }) => `The cover of ${name} was not fetched from ${url}: ${problem}`
    ),
    summary(report),
  ].join('\n')
}

function differences(kind: string, found: Differences, most: number): string[] {
  return [
    ...section(`New ${kind}`, found.new, most),
    ...section(`Changed ${kind}`, found.changed, most, changed),
    ...section(`Archived ${kind}`, found.archived, most),
    ...section(`Active again, ${kind}`, found.restored, most),
    ...section(`Gone from Stripe, ${kind}`, found.gone, most),
  ]
}

function section<Entry extends ReportEntry>(
  title: string,
  entries: Entry[],
  most: number,
  text: (entry: Entry) => string = named
): string[] {
  if (entries.length === 0) {
    return []
  }
  const lines = entries.slice(0, most).map((entry) => `  ${text(entry)}`)
  const more = entries.length - lines.length
  return [`${title} (${entries.length})`, ...lines, ...(more > 0 ? [`  and ${more} more`] : []), '']
}

function named({ name, stripeId }: ReportEntry): string {
  return name === stripeId ? stripeId : `${name} (${stripeId})`
}

function opened({ name, slug }: ReportEntry): string {
  return `${name} at /products/${slug}`
}

function unsellable(entry: UnsellablePrice): string {
  return `${named(entry)} of ${entry.productStripeId}: ${unsellableText(entry.reason)}`
}

function changed(entry: ReportEntry): string {
  const fields = Object.entries(entry.changes ?? {}).map(
    ([field, { before, after }]) =>
      `\n    ${field}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`
  )
  return `${named(entry)}${fields.join('')}`
}

function summary(report: CatalogueReport): string {
  const seen = `${counted(report.products.seen, 'product')} and ${counted(report.prices.seen, 'price')} in Stripe`
  if (report.dryRun) {
    return `${seen}; ${report.isEmpty ? 'nothing has changed' : 'nothing was written'}.`
  }
  const { stored, removed } = report.covers
  const covers =
    stored + removed > 0 ? ` ${counted(stored, 'cover')} stored, ${removed} removed.` : ''
  return `${seen}; ${report.isEmpty ? 'nothing has changed' : 'the store is up to date'}.${covers}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
