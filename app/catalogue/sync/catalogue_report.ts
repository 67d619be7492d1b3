import type { UnsellableReason } from '#catalogue/prices/unsellable_reason'
import type { Changes } from '#authority/record_audit'

/** A product or price that differed from its copy. */
export interface ReportEntry {
  stripeId: string
  /** The product's name, or the price as text that needs no language. */
  name: string
  /** The Stripe id of a price's product. */
  productStripeId?: string
  /** The slug of a new product. */
  slug?: string
  /** Stripe's fields that changed, with old and new values. */
  changes?: Changes
}

/** A price that Stripe does not sell as this store would. */
export interface UnsellablePrice extends ReportEntry {
  reason: UnsellableReason
}

/** How the copies of products or of prices differ from Stripe. */
export interface Differences {
  /** How many objects Stripe listed. */
  seen: number
  new: ReportEntry[]
  changed: ReportEntry[]
  archived: ReportEntry[]
  restored: ReportEntry[]
  /** Deleted in Stripe. */
  gone: ReportEntry[]
}

/**
 * What a run of the catalogue sync found and, unless it was a dry run, wrote.
 */
export class CatalogueReport {
  readonly products = noDifferences()
  readonly prices = noDifferences()

  /** Products that got a configuration, or would in a dry run. */
  readonly configurations: ReportEntry[] = []

  /** Active products that nobody can buy, because none of their prices is active. */
  readonly withoutPrice: ReportEntry[] = []

  /** Active prices that are not on sale, with the reason. */
  readonly unsellable: UnsellablePrice[] = []

  readonly covers: {
    stored: number
    removed: number
    failed: { stripeId: string; name: string; url: string; problem: string }[]
  } = { stored: 0, removed: 0, failed: [] }

  constructor(
    readonly dryRun: boolean,
    readonly livemode: boolean
  ) {}

  /** Whether the copies already matched Stripe, covers aside. */
  get isEmpty(): boolean {
    return (
      this.configurations.length === 0 &&
      [this.products, this.prices].every(
        (kind) =>
          kind.new.length +
            kind.changed.length +
            kind.archived.length +
            kind.restored.length +
            kind.gone.length ===
          0
      )
    )
  }
}

function noDifferences(): Differences {
  return { seen: 0, new: [], changed: [], archived: [], restored: [], gone: [] }
}
