import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import AddRelease from '#catalogue/files/add_release'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import ProductConfiguration from '#models/product_configuration'
import User from '#models/user'
import { type Sample, sampleFilesDirectory, samples } from '#database/samples/samples'
import { demoAccounts } from '../../bin/demo/accounts.js'

/**
 * Adds texts and files to the sample products, and creates the two accounts. Existing ones are not
 * changed.
 */
export async function seedSampleStore(): Promise<void> {
  for (const [stripeId, sample] of Object.entries(samples)) {
    const configuration = await ProductConfiguration.query()
      .whereHas('product', (product) => product.where('stripe_id', stripeId))
      .first()
    if (configuration) {
      await writeTexts(configuration, sample)
      await attachFiles(configuration, sample)
    }
  }
  await createAccount(demoAccounts.owner, 'owner')
  await createAccount(demoAccounts.customer, null)
}

async function writeTexts(configuration: ProductConfiguration, sample: Sample) {
  if (configuration.content !== null) {
    return
  }
  await db.transaction(async (trx) => {
    await configuration
      .useTransaction(trx)
      .merge({
        position: sample.position,
        overview: sample.overview ?? null,
        content: sample.content,
      })
      .save()
    await raiseCatalogueVersion(trx)
  })
}

async function attachFiles(configuration: ProductConfiguration, sample: Sample) {
  const present = await configuration.related('files').query().select('label')
  const missing = sample.files.filter(({ label }) => !present.some((file) => file.label === label))
  for (const { label, file } of missing) {
    await new AddRelease().handle({
      configurationId: configuration.id,
      label,
      filename: file,
      stream: createReadStream(join(sampleFilesDirectory, file)),
    })
  }
}

async function createAccount(
  account: { fullName: string; email: string; password: string },
  role: 'owner' | null
) {
  await User.firstOrCreate(
    { email: account.email },
    { ...account, role, emailVerifiedAt: DateTime.utc(), locale: 'en' }
  )
}
