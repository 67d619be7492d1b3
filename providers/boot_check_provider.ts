import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Refuses to start with a configuration that would cause errors later.
 */
export default class BootCheckProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    if (this.app.getMode() === 'warmup') {
      return
    }
    const { default: CheckConfiguration } = await import('#operations/check_configuration')
    await new CheckConfiguration().handle()
  }

  /** A route that nobody can open does not stop the store. */
  async ready() {
    const { default: FindUnknownGates } = await import('#access/find_unknown_gates')
    const logger = await this.app.container.make('logger')
    for (const gate of await new FindUnknownGates().handle()) {
      logger.warn(
        gate,
        'A route requires a product or a price that does not exist: nobody can open it'
      )
    }
  }
}
