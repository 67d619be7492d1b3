import env from '#start/env'
import { defineConfig } from '@adonisjs/redis'
import type { InferConnections } from '@adonisjs/redis/types'

/**
 * Milliseconds to wait for an answer, so that a hanging Redis or network does not block requests.
 * Longer than SQLite may block this process while it waits for its lock.
 */
const COMMAND_TIMEOUT = 1500

const url = new URL(env.get('REDIS_URL', 'redis://127.0.0.1:6379'))

const redisConfig = defineConfig({
  connection: 'main',
  connections: {
    main: {
      host: url.hostname,
      port: Number(url.port || 6379),
      username: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password) || undefined,
      db: Number(url.pathname.slice(1) || 0),
      tls: url.protocol === 'rediss:' ? {} : undefined,
      keyPrefix: 'kiosk:',

      /** Retries forever, so that this process need not be restarted after Redis was down. */
      retryStrategy: (times) => Math.min(times * 100, 2000),
      maxRetriesPerRequest: 1,
      commandTimeout: COMMAND_TIMEOUT,
    },
  },
})

export default redisConfig

declare module '@adonisjs/redis/types' {
  export interface RedisConnections extends InferConnections<typeof redisConfig> {}
}
