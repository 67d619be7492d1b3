import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Works the queue and runs the schedule inside the web process, where nothing else does.
 */
export default class WorkerProvider {
  constructor(protected app: ApplicationService) {}

  async ready() {}
}
