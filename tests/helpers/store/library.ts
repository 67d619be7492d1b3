import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { DateTime } from 'luxon'
import AddRelease, { type AddReleaseInput } from '#catalogue/files/add_release'
import { createProduct } from '#database/factories/product_factory'
import { PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import type FileRelease from '#models/file_release'
import type ProductConfiguration from '#models/product_configuration'
import type Purchase from '#models/purchase'
import type User from '#models/user'

/** A buyer with a product that has one file. */
export interface OwnedFile {
  user: User
  configuration: ProductConfiguration
  purchase: Purchase
  release: FileRelease
  /** The content of the file. */
  bytes: Buffer
  /** Where it is downloaded. */
  address: string
}

/**
 * Somebody who bought a product with one file.
 */
export async function givenOwnedFile(
  file: { bytes?: Buffer; filename?: string; purchase?: Partial<Purchase> } = {}
): Promise<OwnedFile> {
  const user = await UserFactory.create()
  const { configuration } = await createProduct()
  const purchase = await givenPurchase(user, configuration, file.purchase)
  const bytes = file.bytes ?? randomBytes(100_000)
  const release = await addRelease({
    configurationId: configuration.id,
    filename: file.filename ?? 'book.pdf',
    stream: Readable.from([bytes]),
  })
  const address = fileAddress(configuration, release)
  return { user, configuration, purchase, release, bytes, address }
}

/** A purchase without Stripe: paid once, unless said otherwise. */
export function givenPurchase(
  user: User,
  configuration: ProductConfiguration,
  values: Partial<Purchase> = {}
): Promise<Purchase> {
  return PurchaseFactory.merge({
    userId: user.id,
    productConfigurationId: configuration.id,
    ...values,
  } as never).create()
}

/** Every reason why the store does not show a product, for `createProduct`. */
export function hiddenProducts(): NonNullable<Parameters<typeof createProduct>[0]>[] {
  const past = DateTime.utc().minus({ hours: 1 })
  const future = DateTime.utc().plus({ hours: 1 })
  return [
    { configuration: { isActive: false } },
    { configuration: { archivedAt: past } },
    { configuration: { availableFrom: future } },
    { configuration: { availableUntil: past } },
    { product: { active: false } },
    { product: { goneAt: past } },
  ]
}

/** Adds a release, with its file loaded. */
export async function addRelease(input: AddReleaseInput): Promise<FileRelease> {
  const release = await new AddRelease().handle(input)
  await release.load('productFile')
  return release
}

export function fileAddress(configuration: ProductConfiguration, release: FileRelease): string {
  return `/products/${configuration.slug}/files/${release.productFile.reference}`
}
