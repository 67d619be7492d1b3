import env from '#start/env'
import { defineConfig, stores } from '@adonisjs/limiter'
import type { InferLimiters } from '@adonisjs/limiter/types'

const limiterConfig = defineConfig({
  default: env.get('REDIS_URL') ? 'redis' : 'database',
  stores: {
    redis: stores.redis({ connectionName: 'main' }),

    /**
     * `ApplyRetention` deletes expired rows: the library's own timer crashes the process if the
     * database is locked.
     */
    database: stores.database({ tableName: 'rate_limits', clearExpiredByTimeout: false }),

    /** Counts limits of one process, and all others if their store cannot be reached. */
    memory: stores.memory({}),
  },
})

export default limiterConfig

declare module '@adonisjs/limiter/types' {
  export interface LimitersList extends InferLimiters<typeof limiterConfig> {}
}
