import type { ApplicationService } from '@adonisjs/core/types'
import storeConfig from '#config/store'

/**
 * Runs the queue and the schedule inside the web process, unless a separate worker does.
 */
export default class WorkerProvider {
  #stop: (() => Promise<void>) | undefined

  constructor(protected app: ApplicationService) {}

  async ready() {
    if (!storeConfig.worksQueueInWeb) {
      return
    }
    const { StoreWorker } = await import('#background/store_worker')
    const { schedule } = await import('#start/scheduler')
    const worker = new StoreWorker(this.app, schedule)
    const logger = await this.app.container.make('logger')
    worker.start().catch((error) => logger.fatal({ err: error }, 'The worker ended'))

    /** Stops the worker while the last requests are still being answered. */
    let stopping: Promise<void> | undefined
    this.#stop = () => (stopping ??= worker.stop())
    this.app.terminating(() => void this.#stop?.())
  }

  async shutdown() {
    await this.#stop?.()
  }
}
