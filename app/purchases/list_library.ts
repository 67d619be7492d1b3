import { DateTime } from 'luxon'
import Purchase from '#models/purchase'
import type { Buyer } from '#buyers/buyer'
import { OWNER_FIELDS, ofBuyer } from '#buyers/purchases_of'
import { JUDGED_COLUMNS } from '#access/access_rules'
import FindAccess, { type Access } from '#access/find_access'
import ListCurrentFiles, { type FilesPage } from '#catalogue/files/list_current_files'

const PURCHASES_PER_PAGE = 25

/** Files that the library shows of each purchase; the purchase's own page has all of them. */
const FILES_PER_PURCHASE = 10

/** The columns that the library shows; the copy of the product is not read. */
const PURCHASE_COLUMNS = [
  'id',
  'reference',
  ...OWNER_FIELDS,
  'productConfigurationId',
  'source',
  'purchasedAt',
  'endedAt',
  'currency',
  'totalAmount',
  'priceSnapshot',
  'renewalAmount',
  'checkoutSessionId',
  'subscriptionId',
  'stripeStatus',
  'stripeCustomerId',
  ...JUDGED_COLUMNS,
] as const

/** The columns that the library shows; long texts are not read. */
const CONFIGURATION_COLUMNS = [
  'id',
  'productId',
  'slug',
  'isActive',
  'archivedAt',
  'availableFrom',
  'availableUntil',
  'nameOverride',
  'coverKey',
  'ctaOwnedText',
  'graceDays',
  'refundEndsAccess',
] as const

/** A purchase in the library. */
export interface LibraryEntry {
  purchase: Purchase
  /** The access that this purchase alone gives. */
  access: Access
  /** The first page of them. */
  files: FilesPage
}

export interface Library {
  entries: LibraryEntry[]
  page: number
  hasMore: boolean
}

/**
 * One page of everything that a buyer has bought or tried to buy, newest first, with its access now.
 * Four queries for any number of purchases.
 */
export default class ListLibrary {
  /** @param page starts at 1 */
  async handle({ buyer, page }: { buyer: Buyer; page: number }): Promise<Library> {
    const now = DateTime.utc()
    const purchases = await Purchase.query()
      .select(...PURCHASE_COLUMNS)
      .where(ofBuyer(buyer))
      .preload('productConfiguration', (configuration) =>
        configuration
          .select(...CONFIGURATION_COLUMNS)
          .preload('product', (product) => product.select('id', 'name', 'active', 'goneAt'))
      )
      .orderBy('purchasedAt', 'desc')
      .orderBy('id', 'desc')
      .offset((page - 1) * PURCHASES_PER_PAGE)
      .limit(PURCHASES_PER_PAGE + 1)

    const shown = purchases.slice(0, PURCHASES_PER_PAGE)
    const ids = new Set(shown.map(({ productConfigurationId }) => productConfigurationId))
    const files = await new ListCurrentFiles().handle([...ids], { perPage: FILES_PER_PURCHASE })
    const judge = new FindAccess()

    return {
      entries: shown.map((purchase) => ({
        purchase,
        access: judge.judge(purchase.productConfiguration, purchase, now),
        files: files.get(purchase.productConfigurationId)!,
      })),
      page,
      hasMore: purchases.length > shown.length,
    }
  }
}
