import { configProvider } from '@adonisjs/core'
import type { ConfigProvider } from '@adonisjs/core/types'
import type {
  SessionData,
  SessionStoreFactory,
  SessionStoreWithTaggingContract,
} from '@adonisjs/session/types'
import { BoundedMap } from '#shared/bounded_map'
import {
  CHECKOUT_CHOICE,
  CSRF_SECRET,
  SEEN_AT,
  sessionAge,
  USER_AGE,
  USER_ID,
} from '#framework/session_marks'

/** Milliseconds between two writes to a session that is only read. */
const TOUCH_INTERVAL = 60_000

/** Seconds that a visitor's replaced session still accepts a form. It opens nothing. */
const REPLACED_AGE = 30

/** Sessions whose last touch is kept in memory. */
const MAX_TOUCHES = 20_000

const touchedAt = new BoundedMap<string, number>({ entries: MAX_TOUCHES })

/**
 * Wraps a session store of the framework. A session that is only read is extended, and its last use
 * recorded, at most once a minute. A session that was destroyed during a request (signed out in
 * another tab) is not written back by that request. How long an unused session is stored depends on
 * what it contains.
 *
 * Of a visitor's session that sign-in replaces, what checks and carries on a form stays for some
 * seconds: a second click sends the form again with the old cookie.
 */
export function steadyStore(
  provider: ConfigProvider<SessionStoreFactory>
): ConfigProvider<SessionStoreFactory> {
  return configProvider.create(async (app) => {
    const factory = await provider.resolver(app)
    return (ctx, config) =>
      new SteadyStore((age) => factory(ctx, { ...config, age }) as SessionStoreWithTaggingContract)
  })
}

class SteadyStore implements SessionStoreWithTaggingContract {
  #found = new Set<string>()
  #inner: SessionStoreWithTaggingContract

  /** @param open opens the store of the framework, which gives every session one age, in seconds */
  constructor(private open: (age: number) => SessionStoreWithTaggingContract) {
    this.#inner = open(USER_AGE)
  }

  async read(sessionId: string) {
    const data = await this.#inner.read(sessionId)
    if (data !== null) {
      this.#found.add(sessionId)
    }
    return data
  }

  async write(sessionId: string, data: SessionData) {
    if (this.#found.has(sessionId) && (await this.#inner.read(sessionId)) === null) {
      return
    }
    await this.#save(sessionId, data)
    touchedAt.set(sessionId, Date.now())
  }

  async touch(sessionId: string) {
    const last = touchedAt.peek(sessionId) ?? 0
    if (Date.now() - last >= TOUCH_INTERVAL) {
      touchedAt.set(sessionId, Date.now())
      await this.#recordUse(sessionId)
    }
  }

  /** Untags the session too: a browser may reuse the id, and must not inherit the former user. */
  async destroy(sessionId: string) {
    touchedAt.delete(sessionId)
    const data = await this.#inner.read(sessionId)
    if (data?.[USER_ID] !== undefined) {
      await this.#inner.untag(sessionId, String(data[USER_ID]))
    } else if (data?.[CSRF_SECRET] !== undefined) {
      const { [CSRF_SECRET]: secret, [CHECKOUT_CHOICE]: choice } = data
      const rest: SessionData = choice === undefined ? {} : { [CHECKOUT_CHOICE]: choice }
      await this.open(REPLACED_AGE).write(sessionId, { [CSRF_SECRET]: secret, ...rest })
      return
    }
    await this.#inner.destroy(sessionId)
  }

  tag(sessionId: string, userId: string | number) {
    return this.#inner.tag(sessionId, userId)
  }

  untag(sessionId: string, userId: string | number) {
    return this.#inner.untag(sessionId, userId)
  }

  tagged(userId: string | number) {
    return this.#inner.tagged(userId)
  }

  /** Reads the session again, because another request may have written to it. */
  async #recordUse(sessionId: string) {
    const data = await this.#inner.read(sessionId)
    if (data !== null) {
      await this.#save(sessionId, data)
    }
  }

  async #save(sessionId: string, data: SessionData) {
    await this.open(sessionAge(data)).write(sessionId, { ...data, [SEEN_AT]: Date.now() })
  }
}
