import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Does the work of the queue and of the schedule in a process of its own, where WORKER=separate
 * keeps it out of the web process.
 */
export default class QueueWork extends BaseCommand {
  static commandName = 'queue:work'
  static description = 'Work the queue and run the schedule until stopped'
  static options: CommandOptions = { startApp: true, staysAlive: true }

  async run() {
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
