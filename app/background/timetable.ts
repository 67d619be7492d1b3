import logger from '@adonisjs/core/services/logger'

/** Something that is done from time to time. */
export interface ScheduledWork {
  name: string
  /** Seconds between two beginnings; the first is at once. */
  everySeconds: number
  run: () => Promise<void>
}

/**
 * Begins scheduled work again and again. Work that takes longer than its interval is not begun twice,
 * and work that fails is begun again like any other.
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

  /** Resolves when what runs has ended. */
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
