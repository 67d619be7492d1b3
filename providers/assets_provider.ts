import ViteProvider from '@adonisjs/vite/vite_provider'
import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Vite's provider, except that tests use the built styles and scripts, as production does. What a
 * development server injects would violate the content security policy.
 */
export default class AssetsProvider extends ViteProvider {
  constructor(app: ApplicationService) {
    super(app)
  }

  async start() {
    if (this.app.getEnvironment() !== 'test') {
      await super.start()
    }
  }
}
