import { DateTime } from 'luxon'
import { inject } from '@adonisjs/core'
import type Stripe from 'stripe'
import db from '@adonisjs/lucid/services/db'
import stripeConfig from '#config/stripe'
import CopyPrices, { describePrice, productIdsOf } from '#catalogue/sync/copy_prices'
import CopyProducts from '#catalogue/sync/copy_products'
import RefreshCovers from '#catalogue/sync/refresh_covers'
import SyncPrice from '#catalogue/sync/sync_price'
import SyncProduct from '#catalogue/sync/sync_product'
import { retryOnConflict } from '#database/retry_on_conflict'
import { CatalogueReport, type UnsellablePrice } from '#catalogue/sync/catalogue_report'
import { claimMode, readMode } from '#catalogue/sync/claim_mode'
import { confirmGone } from '#catalogue/sync/confirm_gone'
import { markGone } from '#catalogue/sync/mark_gone'
import { unsellableReason } from '#catalogue/prices/unsellable_reason'
import { SlugAllocator } from '#catalogue/sync/slug_allocator'
import { productIdOf } from '#catalogue/sync/stripe_copies'
import { readVersions, type CopyTable, type SyncPass } from '#catalogue/sync/sync_pass'
import {
  forgetStoppedSync,
  mostRemovals,
  recordStoppedSync,
  TooManyRemovals,
} from '#catalogue/sync/too_many_removals'
import { ConfigurationError } from '#framework/configuration_error'
import { claimStripeAccount, otherAccountText, readStripeAccount } from '#settings/stripe_account'
import { saysNoAccount } from '#stripe/account_guard'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'

/** What a run is doing, and how far it has got. */
export interface SyncProgress {
  stage: 'products' | 'prices' | 'covers'
  done: number
  /** Known only for covers: Stripe's lists do not report how many objects there are. */
  total: number | null
  isLast: boolean
}

export interface SyncCatalogueInput {
  /** Compare and report, write nothing. */
  dryRun?: boolean
  /** Whether more than a third of the catalogue may be removed. */
  allowRemovals?: boolean
  onProgress?: (progress: SyncProgress) => void
}

interface Run {
  report: CatalogueReport
  slugs: SlugAllocator
  sellable: WithoutPrice
  allowRemovals: boolean
  /** The key's account; null where a restricted key may not read it. */
  accountId: string | null
  onProgress: (progress: SyncProgress) => void
}

/**
 * Copies Stripe's whole catalogue, active and archived, and creates a configuration for each active
 * product. It writes only what differs, never what staff edited, and deletes nothing. The next run
 * completes an interrupted one.
 */
@inject()
export default class SyncCatalogue {
  constructor(private gateway: PaymentGateway) {}

  /**
   * @throws {PaymentGatewayError}
   * @throws {ConfigurationError} where the key and the database belong to different modes
   * @throws {TooManyRemovals} where more than a third of the catalogue, and more than three objects,
   *   were deleted in Stripe, unless `allowRemovals` is set; what was copied before is kept
   */
  async handle(input: SyncCatalogueInput = {}): Promise<CatalogueReport> {
    try {
      return await this.#sync(input)
    } catch (error) {
      if (error instanceof TooManyRemovals && !input.dryRun) {
        await recordStoppedSync(error)
      }
      throw error
    }
  }

  async #sync({
    dryRun = false,
    allowRemovals = false,
    onProgress = () => {},
  }: SyncCatalogueInput): Promise<CatalogueReport> {
    this.#refuseOtherMode(await readMode())
    const accountId = await this.#findAccountId()
    const report = new CatalogueReport(dryRun, this.gateway.livemode)
    const run = {
      report,
      slugs: new SlugAllocator(),
      sellable: new WithoutPrice(),
      allowRemovals: allowRemovals || dryRun,
      accountId,
      onProgress,
    }

    await this.#copyProducts(run)
    await this.#copyPrices(run)
    report.withoutPrice.push(...run.sellable.entries())
    if (!dryRun) {
      await forgetStoppedSync()
      await new RefreshCovers().handle({
        report,
        onProgress: (done, total) =>
          onProgress({ stage: 'covers', done, total, isLast: done === total }),
      })
    }
    return report
  }

  async #copyProducts(run: Run) {
    const stale = await this.#copyPages('products', this.gateway.listProducts(), run, {
      copy: (page, pass) => retryOnConflict(() => new CopyProducts().handle(page, pass)),
      inspect: (page) => run.sellable.sawProducts(page),
    })
    for (const stripeId of stale) {
      await new SyncProduct(this.gateway).handle(stripeId)
    }
  }

  async #copyPrices(run: Run) {
    const stale = await this.#copyPages('prices', this.gateway.listPrices(), run, {
      copy: async (page, pass) => {
        const late = run.report.dryRun ? [] : await this.#copyLateProducts(page)
        const housed = page.filter((price) => !late.includes(productIdOf(price)))
        return retryOnConflict(() => new CopyPrices().handle(housed, pass))
      },
      inspect: (page) => {
        run.sellable.sawPrices(page)
        run.report.unsellable.push(...unsellableAmong(page))
      },
    })
    for (const stripeId of stale) {
      await new SyncPrice(this.gateway).handle(stripeId)
    }
  }

  /**
   * Copies one list from its first page to its last, and marks the copies that Stripe no longer has.
   * @returns the Stripe ids that must be read again
   */
  async #copyPages<T extends { id: string }>(
    table: CopyTable,
    pages: AsyncIterable<T[]>,
    run: Run,
    {
      copy,
      inspect,
    }: { copy: (page: T[], pass: SyncPass) => Promise<string[]>; inspect: (page: T[]) => void }
  ): Promise<string[]> {
    const { report, slugs, onProgress } = run
    const seen = await readVersions(table)
    const known = await presentIds(table)
    const pass = { seen, readAt: DateTime.utc(), report, slugs, stampsUnchanged: false }
    const unlisted = new Set(known)
    const stale: string[] = []
    const showProgress = (isLast: boolean) =>
      onProgress({ stage: table, done: report[table].seen, total: null, isLast })

    for await (const page of pages) {
      await this.#claimDatabase(run)
      stale.push(...(await copy(page, pass)))
      page.forEach(({ id }) => unlisted.delete(id))
      inspect(page)
      report[table].seen += page.length
      showProgress(false)
      pass.readAt = DateTime.utc()
    }
    const { gone, present } = await confirmGone(this.gateway, table, [...unlisted], {
      patience: 'background',
      limit: run.allowRemovals ? null : { most: mostRemovals(known.length), of: known.length },
    })
    inspect(present as unknown[] as T[])
    stale.push(...(await copy(present as unknown[] as T[], pass)))
    stale.push(...(await markGone(table, gone, pass)))
    showProgress(true)
    return report.dryRun ? [] : stale
  }

  /**
   * Copies products that were created in Stripe after the list of products was read.
   * @returns the ids that Stripe does not have either
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

  /** Only after the first page: before it, Stripe has not yet accepted the key. */
  async #claimDatabase({ report: { dryRun, livemode }, accountId }: Run) {
    if (dryRun) {
      return
    }
    this.#refuseOtherMode(await claimMode(livemode))
    if (accountId !== null) {
      refuseOtherAccount(accountId, await claimStripeAccount(accountId))
    }
  }

  async #findAccountId(): Promise<string | null> {
    try {
      const { id } = await this.gateway.retrieveAccount('background')
      refuseOtherAccount(id, (await readStripeAccount()) ?? id)
      return id
    } catch (error) {
      if (error instanceof PaymentGatewayError && saysNoAccount(error)) {
        return null
      }
      throw error
    }
  }

  #refuseOtherMode(databaseIsLive: boolean | null) {
    const { livemode } = this.gateway
    const isWithoutKey = stripeConfig.secretKey === ''
    if (databaseIsLive !== null && databaseIsLive !== livemode && !isWithoutKey) {
      const [key, database] = livemode ? ['live', 'test'] : ['test', 'live']
      throw new ConfigurationError(
        `STRIPE_SECRET_KEY is a ${key} key, but this database belongs to Stripe's ${database} mode; set the other key or use another database.`
      )
    }
  }
}

function refuseOtherAccount(accountId: string, databaseAccountId: string) {
  if (accountId !== databaseAccountId) {
    throw new ConfigurationError(otherAccountText(accountId, databaseAccountId))
  }
}

/** The Stripe ids of all copies that are not gone. */
async function presentIds(table: CopyTable): Promise<string[]> {
  const rows: { stripe_id: string }[] = await db
    .from(table)
    .select('stripe_id')
    .whereNull('gone_at')
  return rows.map((row) => row.stripe_id)
}

function isSellable(price: Stripe.Price): boolean {
  return price.active && unsellableReason(price) === null
}

function unsellableAmong(prices: Stripe.Price[]): UnsellablePrice[] {
  return prices.flatMap((price) => {
    const reason = price.active ? unsellableReason(price) : null
    return reason === null
      ? []
      : [
          {
            stripeId: price.id,
            name: describePrice(price),
            productStripeId: productIdOf(price),
            reason,
          },
        ]
  })
}

/**
 * Keeps track of active products of which no price has been seen that can be sold.
 */
class WithoutPrice {
  readonly #products = new Map<string, string>()

  sawProducts(products: Stripe.Product[]) {
    for (const product of products.filter(({ active }) => active)) {
      this.#products.set(product.id, product.name)
    }
  }

  sawPrices(prices: Stripe.Price[]) {
    for (const price of prices.filter(isSellable)) {
      this.#products.delete(productIdOf(price))
    }
  }

  entries() {
    return [...this.#products].map(([stripeId, name]) => ({ stripeId, name }))
  }
}
