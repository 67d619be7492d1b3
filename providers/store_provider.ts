import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Binds what the store reaches the outside world with.
 */
export default class StoreProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton('payments/gateway' as never, async () => ({}) as never)
  }
}
