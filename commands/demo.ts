import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Runs a complete sample store on this machine, without a Stripe account: `npm run demo`.
 */
export default class Demo extends BaseCommand {
  static commandName = 'demo'
  static description = 'Start a sample store with a local Stripe'
  static options: CommandOptions = { startApp: false, staysAlive: true }

  async run() {
    const { runDemo } = await import('../bin/demo/demo.js')
    this.exitCode = await runDemo(this.app.makePath())
    await this.terminate()
  }
}
