import { ApiRequest } from '@japa/api-client'
import type { PluginFn } from '@japa/runner/types'
import { configProvider } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import { SessionClient } from '@adonisjs/session/client'
import type { SessionConfig, SessionData, SessionStoreContract } from '@adonisjs/session/types'

type ResolvedSession = SessionConfig & {
  store: string
  stores: Record<string, (...context: unknown[]) => SessionStoreContract>
}

/**
 * Lets `loginAs` and `withSession` write where the store under test reads. The plugin of the
 * framework, which this follows, knows only the store in memory.
 */
export function storedSessions(app: ApplicationService): PluginFn {
  return async () => {
    const config = await configProvider.resolve<ResolvedSession>(app, app.config.get('session'))
    ApiRequest.getter(
      'sessionClient',
      () => new StoredSession(config!.stores[config!.store]({}, config)),
      true
    )
  }
}

/** Waits until a session is written or deleted, as the framework's client does not. */
class StoredSession extends SessionClient {
  #pending: { last: unknown }

  constructor(store: SessionStoreContract) {
    const pending: { last: unknown } = { last: null }
    super({
      read: (id) => store.read(id),
      write: (id: string, data: SessionData) => (pending.last = store.write(id, data)),
      destroy: (id: string) => (pending.last = store.destroy(id)),
      touch: (id: string) => store.touch(id),
    } as SessionStoreContract)
    this.#pending = pending
  }

  override async commit() {
    await super.commit()
    await this.#pending.last
  }

  override async destroy(sessionId?: string) {
    await super.destroy(sessionId)
    await this.#pending.last
  }
}
