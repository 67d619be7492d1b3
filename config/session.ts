import env from '#start/env'
import { isHttps } from '#config/app'
import { USER_AGE } from '#framework/session_marks'
import { steadyStore } from '#framework/session_store'
import { defineConfig, stores } from '@adonisjs/session'

/** The prefix `__Host-` binds the cookie to this host and to https (RFC 6265bis, 4.1.3.2). */
export const sessionCookie = isHttps ? '__Host-kiosk' : 'kiosk-session'

/**
 * Sessions are stored on the server, so that signing out ends them.
 */
const sessionConfig = defineConfig({
  enabled: true,

  cookieName: sessionCookie,
  clearWithBrowser: false,

  /** Of a signed-in user; `sessionAge` shortens it for all others. */
  age: USER_AGE,
  cookie: { path: '/', httpOnly: true, secure: isHttps, sameSite: 'lax' },

  store: env.get('REDIS_URL') ? 'redis' : 'database',
  stores: {
    database: steadyStore(stores.database({ tableName: 'sessions' })),
    redis: steadyStore(stores.redis({ connection: 'main' })),
  },
})

export default sessionConfig
