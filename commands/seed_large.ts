import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** With fewer, some tables would have no rows. */
const FEWEST = 1

/**
 * Fills the database with a store that has been open for three years, to test Kiosk at that size.
 */
export default class SeedLarge extends BaseCommand {
  static commandName = 'seed:large'
  static description = 'Fill the database with a large made-up store'
  static help = [
    'The same numbers always create the same store. Run it again to resume an interrupted run:',
    '{{ binaryName }} seed:large --purchases=1000000 --customers=100000 --products=200',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.number({ description: 'Number of purchases', default: 1_000_000 })
  declare purchases: number

  @flags.number({ description: 'Number of customers', default: 100_000 })
  declare customers: number

  @flags.number({ description: 'Number of products', default: 200 })
  declare products: number

  @flags.boolean({ description: 'Run even if there are purchases already' })
  declare force: boolean

  @flags.boolean({ description: 'Print the result as JSON' })
  declare json: boolean

  async run() {
    const { purchases, customers, products } = this
    const numbers = { purchases, customers, products }
    if (this.app.inProduction) {
      return this.#refuse('Made-up purchases are not created in production.')
    }
    for (const [name, number] of Object.entries(numbers)) {
      if (!Number.isSafeInteger(number) || number < FEWEST) {
        return this.#refuse(`--${name} must be a whole number of ${FEWEST} or more.`)
      }
    }
    const { LargeStoreRefused, makeLargeStore } = await import('#database/large/make_large_store')
    try {
      const added = await makeLargeStore(numbers, {
        isForced: this.force,
        onProgress: ({ part, done, total }) => this.#show(`${part}: ${done} of ${total}`),
      })
      this.#report(added)
    } catch (error) {
      if (!(error instanceof LargeStoreRefused)) {
        throw error
      }
      this.#refuse(error.message)
    }
  }

  /** Written to standard error, so that the result alone is on standard output. */
  #show(line: string) {
    if (!this.json) {
      process.stderr.write(`${line}\n`)
    }
  }

  #report(added: Record<string, number>) {
    if (this.json) {
      console.log(JSON.stringify({ added }, null, 2))
    } else if (Object.values(added).every((number) => number === 0)) {
      this.logger.info('The large store already exists; nothing was added.')
    } else {
      this.logger.success(`The large store is complete, with ${this.purchases} purchases.`)
    }
  }

  #refuse(sentence: string) {
    this.exitCode = 1
    if (this.json) {
      console.log(JSON.stringify({ error: { message: sentence } }, null, 2))
    } else {
      this.logger.error(sentence)
    }
  }
}
