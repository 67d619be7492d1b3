import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Adds the texts, files and accounts of the sample store; leaves existing ones unchanged.
 */
export default class DemoSeed extends BaseCommand {
  static commandName = 'demo:seed'
  static description = 'Add texts and files to the sample products, and two accounts'
  static options: CommandOptions = { startApp: true }

  async run() {
    if (this.app.inProduction) {
      this.logger.error(
        'Sample accounts have known passwords, so they are not created in production.'
      )
      this.exitCode = 1
      return
    }
    const { seedSampleStore } = await import('#database/samples/sample_store')
    await seedSampleStore()
  }
}
