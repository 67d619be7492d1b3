/*
|--------------------------------------------------------------------------
| Environment
|--------------------------------------------------------------------------
|
| The only place where environment variables are read. The configuration table
| of the README documents them. All but NODE_ENV are optional here, so that
| commands run without them; app/operations/check_configuration.ts lists what a
| production server needs before it starts.
|
*/

import { Env } from '@adonisjs/core/env'

/**
 * An optional URL.
 * @throws Error if it is not valid, which stops the start
 */
function address(name: string, value?: string): string | undefined {
  if (value && !(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) && URL.canParse(value))) {
    throw new Error(`${name} is not an address; write it as scheme://host.`)
  }
  return value || undefined
}

export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum(['development', 'production', 'test'] as const),
  HOST: Env.schema.string.optional(),

  /** Set by `node ace serve`, which watches for changes. */
  DEV_MODE: Env.schema.boolean.optional(),

  /** Where Vite's WebSocket listens; set by `node ace serve`. */
  VITE_HMR_PORT: Env.schema.number.optional(),

  PORT: Env.schema.number.optional(),
  LOG_LEVEL: Env.schema.enum.optional([
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  ] as const),

  APP_KEY: Env.schema.secret.optional(),
  APP_URL: address,
  DATA_DIR: Env.schema.string.optional(),
  TRUST_PROXY: Env.schema.string.optional(),
  X_ACCEL_PREFIX: Env.schema.string.optional(),

  STORE_NAME: Env.schema.string.optional(),
  STORE_ACCENT: Env.schema.string.optional(),

  STAFF_SECOND_FACTOR: Env.schema.enum.optional(['optional', 'required'] as const),

  DB_CONNECTION: Env.schema.enum.optional(['sqlite', 'pg'] as const),
  DATABASE_URL: address,
  REDIS_URL: address,
  WORKER: Env.schema.enum.optional(['web', 'separate'] as const),

  STRIPE_SECRET_KEY: Env.schema.string.optional(),
  STRIPE_WEBHOOK_SECRET: Env.schema.string.optional(),
  STRIPE_API_BASE: address,

  DRIVE_DISK: Env.schema.enum.optional(['local', 's3'] as const),
  S3_BUCKET: Env.schema.string.optional(),
  S3_REGION: Env.schema.string.optional(),
  S3_ENDPOINT: address,
  S3_ACCESS_KEY_ID: Env.schema.string.optional(),
  S3_SECRET_ACCESS_KEY: Env.schema.string.optional(),

  DOUBLE_PAYMENTS: Env.schema.enum.optional(['refund', 'keep'] as const),
  GRACE_DAYS: Env.schema.number.optional(),
  KEEP_PAYLOADS_DAYS: Env.schema.number.optional(),
  KEEP_ADDRESSES_DAYS: Env.schema.number.optional(),

  MAIL_FROM: Env.schema.string.optional(),
  SMTP_URL: address,
})
