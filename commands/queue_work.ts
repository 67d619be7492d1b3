import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Runs the queue and the schedule in a process of its own, for WORKER=separate, with which the web
 * process does not run them.
 */
export default class QueueWork extends BaseCommand {
  static commandName = 'queue:work'
  static description = 'Run the queue and the schedule until stopped'
  static options: CommandOptions = { startApp: true, staysAlive: true }

  async run() {
    const { default: CheckConfiguration } = await import('#operations/check_configuration')
    await new CheckConfiguration().handle()
    const { StoreWorker } = await import('#background/store_worker')
    const { schedule } = await import('#start/scheduler')
    const router = await this.app.container.make('router')
    router.commit()

    const worker = new StoreWorker(this.app, schedule)
    this.app.terminating(() => worker.stop())
    this.logger.info('Working the queue')
    await worker.start()
  }
}
