import type { Changes } from '#authority/record_audit'

/** One product or price that a run found to differ from its copy. */
export interface ReportEntry {
  stripeId: string
  /** The product's name, or the price in words that need no reader's language. */
  name: string
  /** Of a price: the product it belongs to. */
  productStripeId?: string
  /** Of a new product: where it is to be found in the store. */
  slug?: string
  /** Of a changed one: Stripe's fields with their old and new values. */
  changes?: Changes
}

/** How the copies of one kind differ from Stripe. */
export interface Differences {
  /** How many Stripe has. */
  seen: number
  new: ReportEntry[]
  changed: ReportEntry[]
  archived: ReportEntry[]
  restored: ReportEntry[]
  /** No longer known to Stripe. */
  gone: ReportEntry[]
}

/**
 * What a run of the catalogue sync found and, unless it was a dry run, wrote.
 */
export class CatalogueReport {
  readonly products = noDifferences()
  readonly prices = noDifferences()

  /** What is newly for sale here, or would be. */
  readonly configurations: ReportEntry[] = []

  /** Active products that nobody can buy, because none of their prices is active. */
  readonly withoutPrice: ReportEntry[] = []

  readonly covers: {
    stored: number
    removed: number
    failed: { stripeId: string; name: string; url: string; problem: string }[]
  } = { stored: 0, removed: 0, failed: [] }

  constructor(
    readonly dryRun: boolean,
    readonly livemode: boolean
  ) {}

  /** Whether Stripe and the copies, covers aside, said the same. */
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
