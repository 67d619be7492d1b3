import ViteProvider from '@adonisjs/vite/vite_provider'
import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Vite's provider, but tests see the built styles and scripts, as production does: what a
 * development server injects would break the content security policy.
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
