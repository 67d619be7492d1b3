import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import FrameworkSessionMiddleware from '@adonisjs/session/session_middleware'
import type { SessionStoreFactory } from '@adonisjs/session/types'
import { sessionAge } from '#framework/session_marks'

/**
 * Reads the session, and saves it after the request. The cookie expires with the session on the
 * server, which depends on what the session contains.
 */
@inject()
export default class SessionMiddleware {
  constructor(private sessions: FrameworkSessionMiddleware<Record<string, SessionStoreFactory>>) {}

  handle(ctx: HttpContext, next: NextFn) {
    return this.sessions.handle(ctx, async () => {
      const output = await next()
      const { session } = ctx
      const cookie = { ...session.config.cookie, maxAge: sessionAge(session.all()) }
      session.config = { ...session.config, cookie }
      return output
    })
  }
}
