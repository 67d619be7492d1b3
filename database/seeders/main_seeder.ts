import { cliui } from '@adonisjs/core/ace'
import { BaseSeeder } from '@adonisjs/lucid/seeders'
import ProductConfiguration from '#models/product_configuration'
import { samples } from '#database/samples/samples'
import { seedSampleStore } from '#database/samples/sample_store'

/**
 * Gives the products of the local Stripe's sample catalogue their texts and files, and makes the
 * accounts of the demo. Only in development: their passwords are known. Without these products it
 * changes nothing.
 */
export default class MainSeeder extends BaseSeeder {
  static environment = ['development']

  async run() {
    const present = await ProductConfiguration.query()
      .whereHas('product', (product) => product.whereIn('stripe_id', Object.keys(samples)))
      .first()
    if (present === null) {
      cliui().logger.info(
        'None of the sample products is here. To have them, set STRIPE_API_BASE to the local ' +
          'Stripe (STRIPE_EMULATOR_CATALOGUE=sample node ace stripe:emulate) and run ' +
          'node ace bootstrap:ecommerce.'
      )
      return
    }
    await seedSampleStore()
  }
}
