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
}
