import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { defineConfig, drivers } from '@adonisjs/queue'

const useRedis = env.get('REDIS_URL') !== undefined

const queueConfig = defineConfig({
  default: useRedis ? 'redis' : 'database',
  adapters: {
    ...(useRedis
      ? { redis: drivers.redis({ connectionName: 'main' }) }
      : { database: drivers.database({ connectionName: env.get('DB_CONNECTION', 'sqlite') }) }),
  },
  worker: { concurrency: 4, idleDelay: '400ms', gracefulShutdown: false },
  defaultJobOptions: { maxRetries: 0, removeOnComplete: true, removeOnFail: { age: '1d' } },
  /** Relative to the application's root, because a build may run in another directory. */
  locations: [app.makePath('app/**/*_job.{ts,js}')],
})

export default queueConfig
