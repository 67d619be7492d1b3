import env from '#start/env'
import { defineConfig, stores } from '@adonisjs/limiter'
import type { InferLimiters } from '@adonisjs/limiter/types'

const limiterConfig = defineConfig({
  default: env.get('REDIS_URL') ? 'redis' : 'database',
  stores: {
    redis: stores.redis({ connectionName: 'main' }),

    /** Swept by `ApplyRetention`: the library's own timer ends the process when the database is locked. */
    database: stores.database({ tableName: 'rate_limits', clearExpiredByTimeout: false }),

    /** Counts where the other store cannot be reached, so that limits hold all the same. */
    memory: stores.memory({}),
  },
})

export default limiterConfig

declare module '@adonisjs/limiter/types' {
  export interface LimitersList extends InferLimiters<typeof limiterConfig> {}
}
