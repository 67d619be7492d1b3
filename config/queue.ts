import { configProvider } from '@adonisjs/core'
import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { defineConfig, drivers } from '@adonisjs/queue'
import type { AdapterFactory } from '@adonisjs/queue/types'

const useRedis = env.get('REDIS_URL') !== undefined

/**
 * The adapter on Redis, which connects when it is first used. The package's own connects as soon as
 * the application boots, and then a command that only boots never ends.
 */
const redisAdapter = configProvider.create<AdapterFactory>(async ({ container }) => {
  const redis = await container.make('redis')
  const { redis: adapterOn } = await import('@boringnode/queue/drivers/redis_adapter')
  return () => adapterOn(redis.connection('main').ioConnection)()
})

const queueConfig = defineConfig({
  default: useRedis ? 'redis' : 'database',
  adapters: {
    ...(useRedis
      ? { redis: redisAdapter }
      : { database: drivers.database({ connectionName: env.get('DB_CONNECTION', 'sqlite') }) }),
  },
  worker: { concurrency: 4, idleDelay: '400ms', gracefulShutdown: false },
  defaultJobOptions: { maxRetries: 0, removeOnComplete: true, removeOnFail: { age: '1d' } },
  /** Relative to the application's root, because a build may run in another directory. */
  locations: [app.makePath('app/**/*_job.{ts,js}')],
})

export default queueConfig
