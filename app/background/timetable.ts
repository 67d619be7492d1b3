import logger from '@adonisjs/core/services/logger'

/** Work that runs at a fixed interval. */
export interface ScheduledWork {
  name: string
  /** Seconds between two starts; the first is immediate. */
  everySeconds: number
  run: () => Promise<void>
}

/**
 * Runs scheduled work. A run that takes longer than its interval is never started a second time in
 * parallel. A failure is logged, and the work runs again at its next interval.
 */
export class Timetable {
  readonly #works: ScheduledWork[]
  readonly #timers: NodeJS.Timeout[] = []
  readonly #running = new Map<string, Promise<void>>()

  constructor(works: ScheduledWork[]) {
    this.#works = works
  }

  start() {
    for (const work of this.#works) {
      this.#begin(work)
      this.#timers.push(setInterval(() => this.#begin(work), work.everySeconds * 1000))
    }
  }

  /** Starts nothing new. Resolves when all running work has ended. */
  async stop() {
    this.#timers.forEach((timer) => clearInterval(timer))
    await Promise.all(this.#running.values())
  }

  #begin(work: ScheduledWork) {
    if (!this.#running.has(work.name)) {
      this.#running.set(work.name, this.#run(work))
    }
  }

  async #run(work: ScheduledWork) {
    try {
      await work.run()
    } catch (error) {
      logger.error({ err: error, work: work.name }, 'Scheduled work failed')
    } finally {
      this.#running.delete(work.name)
    }
  }
}
