import { configProvider } from '@adonisjs/core'
import type { ConfigProvider } from '@adonisjs/core/types'
import type {
  SessionData,
  SessionStoreFactory,
  SessionStoreWithTaggingContract,
} from '@adonisjs/session/types'
import { BoundedMap } from '#shared/bounded_map'
import { SEEN_AT, USER_ID } from '#framework/session_marks'

/** Milliseconds during which a session that is only read is not written to again. */
const TOUCH_INTERVAL = 60_000

/** How many sessions the time of the last touch is known for. */
const REMEMBERED_TOUCHES = 20_000

const touchedAt = new BoundedMap<string, number>({ entries: REMEMBERED_TOUCHES })

/**
 * Wraps a session store of the framework: a session that is only read is prolonged at most once a
 * minute, which notes when it was last used, and one that has ended while a request was under way (signed out in another tab) is not
 * brought back by that request.
 */
export function steadyStore(
  provider: ConfigProvider<SessionStoreFactory>
): ConfigProvider<SessionStoreFactory> {
  return configProvider.create(async (app) => {
    const factory = await provider.resolver(app)
    return (ctx, config) => new SteadyStore(factory(ctx, config) as SessionStoreWithTaggingContract)
  })
}

class SteadyStore implements SessionStoreWithTaggingContract {
  #found = new Set<string>()

  constructor(private inner: SessionStoreWithTaggingContract) {}

  async read(sessionId: string) {
    const data = await this.inner.read(sessionId)
    if (data !== null) {
      this.#found.add(sessionId)
    }
    return data
  }

  async write(sessionId: string, data: SessionData) {
    if (this.#found.has(sessionId) && (await this.inner.read(sessionId)) === null) {
      return
    }
    await this.inner.write(sessionId, { ...data, [SEEN_AT]: Date.now() })
    touchedAt.set(sessionId, Date.now())
  }

  async touch(sessionId: string) {
    const last = touchedAt.peek(sessionId) ?? 0
    if (Date.now() - last >= TOUCH_INTERVAL) {
      touchedAt.set(sessionId, Date.now())
      await this.#recordUse(sessionId)
    }
  }

  /** A browser may come back with the same id: it must not count as its former owner's. */
  async destroy(sessionId: string) {
    touchedAt.delete(sessionId)
    const userId = (await this.inner.read(sessionId))?.[USER_ID]
    if (userId !== undefined) {
      await this.inner.untag(sessionId, String(userId))
    }
    await this.inner.destroy(sessionId)
  }

  tag(sessionId: string, userId: string | number) {
    return this.inner.tag(sessionId, userId)
  }

  untag(sessionId: string, userId: string | number) {
    return this.inner.untag(sessionId, userId)
  }

  tagged(userId: string | number) {
    return this.inner.tagged(userId)
  }

  /** Reads again, because another request may have written since. */
  async #recordUse(sessionId: string) {
    const data = await this.inner.read(sessionId)
    if (data !== null) {
      await this.inner.write(sessionId, { ...data, [SEEN_AT]: Date.now() })
    }
  }
}
