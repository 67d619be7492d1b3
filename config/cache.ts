import env from '#start/env'
import { defineConfig, drivers, store } from '@adonisjs/cache'
import type { InferStores } from '@adonisjs/cache/types'

/**
 * For data that may be lost at any time. The Redis driver is defined only if Redis is configured,
 * because it connects as soon as it is defined.
 */
const cacheConfig = defineConfig({
  default: 'default',
  stores: {
    default: env.get('REDIS_URL')
      ? store().useL2Layer(drivers.redis({ connectionName: 'main' }))
      : store().useL2Layer(drivers.database({ autoCreateTable: false, tableName: 'cache' })),
  },
})

export default cacheConfig

declare module '@adonisjs/cache/types' {
  interface CacheStores extends InferStores<typeof cacheConfig> {}
}
