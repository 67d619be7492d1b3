import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import type Stripe from 'stripe'
import CopyPrices, { productIdsOf } from '#actions/catalogue/copy_prices'
import CopyProducts from '#actions/catalogue/copy_products'
import RefreshCovers from '#actions/catalogue/refresh_covers'
import SyncPrice from '#actions/sync_price'
import SyncProduct from '#actions/sync_product'
import { againOnConflict } from '#actions/catalogue/again_on_conflict'
import { CatalogueReport } from '#actions/catalogue/catalogue_report'
import { claimMode, readMode } from '#actions/catalogue/claim_mode'
import { markGone } from '#actions/catalogue/mark_gone'
import { SlugAllocator } from '#actions/catalogue/slug_allocator'
import { productIdOf } from '#actions/catalogue/stripe_copies'
import { readVersions, type CopyTable, type SyncPass } from '#actions/catalogue/sync_pass'
import { ConfigurationError } from '#exceptions/configuration_error'
import { PaymentGateway } from '#payments/payment_gateway'

/** What a run is doing, and how far it is. */
export interface SyncProgress {
  stage: 'products' | 'prices' | 'covers'
  done: number
  /** Known only for covers: Stripe does not say how many objects it has. */
  total: number | null
}

export interface SyncCatalogueInput {
  /** Compare and report, write nothing. */
  dryRun?: boolean
  onProgress?: (progress: SyncProgress) => void
}

/**
 * Copies Stripe's whole catalogue, active and archived, and opens a configuration for each active
 * product. It writes only what differs, never what staff edited, and deletes nothing; a run that was
 * interrupted is completed by the next one.
 */
@inject()
export default class SyncCatalogue {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @throws PaymentGatewayError
   * @throws ConfigurationError where key and database are of different modes
   */
  async handle({ dryRun = false, onProgress }: SyncCatalogueInput = {}): Promise<CatalogueReport> {
    await this.#refuseOtherMode(dryRun)
    const report = new CatalogueReport(dryRun, this.gateway.livemode)
    const slugs = new SlugAllocator()
    const sellable = new WithoutPrice()

    await this.#copyProducts(report, slugs, sellable, onProgress)
    await this.#copyPrices(report, slugs, sellable, onProgress)
    report.withoutPrice.push(...sellable.entries())
    if (!dryRun) {
      await new RefreshCovers().handle({
        report,
        onProgress: (done, total) => onProgress?.({ stage: 'covers', done, total }),
      })
    }
    return report
  }

  async #copyProducts(
    report: CatalogueReport,
    slugs: SlugAllocator,
    sellable: WithoutPrice,
    onProgress: SyncCatalogueInput['onProgress']
  ) {
    const pass = await beginPass('products', report, slugs)
    const unseen = new Set(pass.seen.keys())
    const stale: string[] = []
    for await (const page of this.gateway.listProducts()) {
      stale.push(...(await againOnConflict(() => new CopyProducts().handle(page, pass))))
      page.forEach((product) => unseen.delete(product.id))
      sellable.sawProducts(page)
      report.products.seen += page.length
      onProgress?.({ stage: 'products', done: report.products.seen, total: null })
    }
    stale.push(...(await markGone('products', [...unseen], pass)))
    for (const stripeId of report.dryRun ? [] : stale) {
      await new SyncProduct(this.gateway).handle(stripeId)
    }
  }

  async #copyPrices(
    report: CatalogueReport,
    slugs: SlugAllocator,
    sellable: WithoutPrice,
    onProgress: SyncCatalogueInput['onProgress']
  ) {
    const pass = await beginPass('prices', report, slugs)
    const unseen = new Set(pass.seen.keys())
    const stale: string[] = []
    for await (const page of this.gateway.listPrices()) {
      const late = report.dryRun ? [] : await this.#copyLateProducts(page)
      const copied = page.filter((price) => !late.includes(productIdOf(price)))
      stale.push(...(await againOnConflict(() => new CopyPrices().handle(copied, pass))))
      page.forEach((price) => unseen.delete(price.id))
      sellable.sawPrices(page)
      report.prices.seen += page.length
      onProgress?.({ stage: 'prices', done: report.prices.seen, total: null })
    }
    stale.push(...(await markGone('prices', [...unseen], pass)))
    for (const stripeId of report.dryRun ? [] : stale) {
      await new SyncPrice(this.gateway).handle(stripeId)
    }
  }

  /**
   * Copies products that were made at Stripe after the products had been read.
   * @returns those that Stripe does not have either
   */
  async #copyLateProducts(prices: Stripe.Price[]): Promise<string[]> {
    const known = await productIdsOf(prices)
    const missing = new Set(prices.map(productIdOf).filter((id) => !known.has(id)))
    for (const stripeId of missing) {
      await new SyncProduct(this.gateway).handle(stripeId)
    }
    const found = missing.size > 0 ? await productIdsOf(prices) : known
    return [...missing].filter((id) => !found.has(id))
  }

  async #refuseOtherMode(dryRun: boolean) {
    const mode = dryRun ? await readMode() : await claimMode(this.gateway.livemode)
    if (mode !== null && mode !== this.gateway.livemode) {
      const [key, database] = this.gateway.livemode ? ['live', 'test'] : ['test', 'live']
      throw new ConfigurationError(
        `STRIPE_SECRET_KEY is a ${key} key, but this database belongs to Stripe's ${database} mode; set the other key or use another database.`
      )
    }
  }
}

async function beginPass(
  table: CopyTable,
  report: CatalogueReport,
  slugs: SlugAllocator
): Promise<SyncPass> {
  return {
    seen: await readVersions(table),
    readAt: DateTime.utc(),
    report,
    slugs,
    stampsUnchanged: false,
  }
}

/**
 * Keeps track of active products of which no active price has been seen.
 */
class WithoutPrice {
  readonly #products = new Map<string, string>()

  sawProducts(products: Stripe.Product[]) {
    for (const product of products.filter(({ active }) => active)) {
      this.#products.set(product.id, product.name)
    }
  }

  sawPrices(prices: Stripe.Price[]) {
    for (const price of prices.filter(({ active }) => active)) {
      this.#products.delete(productIdOf(price))
    }
  }

  entries() {
    return [...this.#products].map(([stripeId, name]) => ({ stripeId, name }))
  }
}
