import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Texts, files and accounts of the sample store; changes nothing that is there already.
 */
export default class DemoSeed extends BaseCommand {
  static commandName = 'demo:seed'
  static description = 'Give the sample products their texts and files, and make two accounts'
  static options: CommandOptions = { startApp: true }

  async run() {
    if (this.app.inProduction) {
      this.logger.error('Sample accounts have known passwords, so they are not made in production.')
      this.exitCode = 1
      return
    }
    const { seedSampleStore } = await import('#database/samples/sample_store')
    await seedSampleStore()
  }
}
