import { setTimeout as sleep } from 'node:timers/promises'
import { configProvider } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import { Worker } from '@adonisjs/queue'
import type { AdapterFactory } from '@adonisjs/queue/types'
import queueConfig from '#config/queue'
import { type ScheduledWork, Timetable } from '#background/timetable'

/** Milliseconds that running jobs get to finish; what is cut off is begun again by its row. */
const FINISH_WITHIN = 8000

/**
 * Does the store's work outside requests: the jobs of the queue, and what is done from time to time.
 * Any number of processes may do so at once, beside serving the web or instead.
 */
export class StoreWorker {
  readonly #app: ApplicationService
  readonly #timetable: Timetable
  #preparing: Promise<Worker> | undefined
  #worker: Worker | undefined
  #isStopped = false

  /** @param schedule what is done from time to time, beside the queue */
  constructor(app: ApplicationService, schedule: ScheduledWork[]) {
    this.#app = app
    this.#timetable = new Timetable(schedule)
  }

  /**
   * @returns a promise that ends when the worker does
   */
  async start(): Promise<void> {
    this.#preparing = this.#prepare()
    const worker = await this.#preparing
    if (this.#isStopped) {
      return
    }
    this.#worker = worker
    this.#timetable.start()
    await worker.start(['default'])
  }

  /**
   * Takes nothing new and lets what runs finish, for a while. A start that is under way ends first:
   * what it opens is closed by the application afterwards.
   */
  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.race([
      Promise.allSettled([this.#preparing, this.#timetable.stop(), this.#worker?.stop()]),
      sleep(FINISH_WITHIN, undefined, { ref: false }),
    ])
  }

  async #prepare(): Promise<Worker> {
    const logger = await this.#app.container.make('logger')
    const queueManager = await this.#app.container.make('queue.manager')
    await queueManager.loadJobs()

    return new Worker({
      ...queueConfig,
      autoLoadJobs: false,
      adapters: await this.#adapters(),
      jobFactory: (JobClass) => this.#app.container.make(JobClass),
      logger,
    })
  }

  async #adapters(): Promise<Record<string, AdapterFactory>> {
    const adapters: Record<string, AdapterFactory> = {}
    for (const [name, adapter] of Object.entries(queueConfig.adapters)) {
      const made = await configProvider.resolve<AdapterFactory>(this.#app, adapter)
      adapters[name] = made ?? (adapter as AdapterFactory)
    }
    return adapters
  }
}
