import { setTimeout as sleep } from 'node:timers/promises'
import { configProvider } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import { Worker } from '@adonisjs/queue'
import type { AdapterFactory } from '@adonisjs/queue/types'
import queueConfig from '#config/queue'
import { type ScheduledWork, Timetable } from '#background/timetable'

/** Milliseconds that running jobs get to finish. Interrupted work is resumed from its row. */
const FINISH_WITHIN = 8000

/**
 * Runs the jobs of the queue and the scheduled work. Any number of processes may run one at the
 * same time, with or without serving the web.
 */
export class StoreWorker {
  readonly #app: ApplicationService
  readonly #timetable: Timetable
  #preparing: Promise<Worker> | undefined
  #worker: Worker | undefined
  #isStopped = false

  /** @param schedule the work to run at intervals */
  constructor(app: ApplicationService, schedule: ScheduledWork[]) {
    this.#app = app
    this.#timetable = new Timetable(schedule)
  }

  /**
   * Starts the schedule and the queue.
   * @returns a promise that resolves when the worker has stopped
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
   * Starts nothing new, and waits up to 8 seconds for running work. A start in progress finishes
   * first: the application closes afterwards what it opened.
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
