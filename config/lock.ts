import env from '#start/env'
import { defineConfig, stores } from '@adonisjs/lock'
import type { InferLockStores } from '@adonisjs/lock/types'

const useRedis = env.get('REDIS_URL') !== undefined

/**
 * A store on Redis connects as soon as it is defined, so it is defined only where Redis is.
 */
const lockConfig = defineConfig({
  default: useRedis ? 'redis' : 'database',
  stores: {
    ...(useRedis ? { redis: stores.redis({}) } : {}),
    database: stores.database({ tableName: 'locks' }),
  },
})

export default lockConfig

declare module '@adonisjs/lock/types' {
  export interface LockStoresList extends InferLockStores<typeof lockConfig> {}
}
