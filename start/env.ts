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

import { isIP } from 'node:net'
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

/**
 * Origins, separated by commas.
 * @throws Error if one has anything after its host, which stops the start
 */
function origins(name: string, value?: string): string | undefined {
  const given = (value ?? '').split(',').map((one) => one.trim())
  if (!given.every((one) => one === '' || isOrigin(one))) {
    throw new Error(
      `${name} is not a list of origins; write ${name}=https://pay.example.com, several with commas.`
    )
  }
  return value || undefined
}

function isOrigin(value: string): boolean {
  return /^https?:\/\/[a-z0-9.:[\]-]+$/.test(value) && URL.parse(value)?.origin === value
}

/**
 * The mail server: an smtp: or smtps: URL, or `file:`. The value may hold a password, so no message
 * repeats it.
 * @throws Error if it is anything else, which stops the start
 */
function mailServer(name: string, value?: string): string | undefined {
  if (value && value !== 'file:' && !(/^smtps?:\/\/[^/]/i.test(value) && URL.canParse(value))) {
    throw new Error(
      `${name} is not the address of a mail server; write ${name}=smtp://user:password@smtp.example.com:587.`
    )
  }
  if (value && !canDecode(URL.parse(value))) {
    throw new Error(`${name} has a % in its user or password; write %25 instead.`)
  }
  return value || undefined
}

function canDecode(url: URL | null): boolean {
  try {
    decodeURIComponent(`${url?.username}${url?.password}`)
    return true
  } catch {
    return false
  }
}

/**
 * Extensions of files, separated by commas.
 * @throws Error if one is not an extension, which stops the start
 */
function extensions(name: string, value?: string): string | undefined {
  const given = (value ?? '').split(',').map((one) => one.trim())
  if (!given.every((one) => /^\.?[a-z0-9]*$/i.test(one))) {
    throw new Error(`${name} is not a list of extensions; write ${name}=html,js, with commas.`)
  }
  return value || undefined
}

/**
 * An e-mail address without a name.
 * @throws Error if it is not one, which stops the start
 */
function mailAddress(name: string, value?: string): string | undefined {
  if (value && !/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(value)) {
    throw new Error(`${name} is not an e-mail address; write ${name}=shop@example.com.`)
  }
  return value || undefined
}

/**
 * IP addresses, separated by commas.
 * @throws Error if one is not an IP address, which stops the start
 */
function ipAddresses(name: string, value?: string): string | undefined {
  const addresses = (value ?? '').split(',').map((one) => one.trim())
  if (value && !addresses.every((one) => one === '' || isIP(one) !== 0)) {
    throw new Error(
      `${name} is not a list of IP addresses; write ${name}=127.0.0.1, several with commas.`
    )
  }
  return value || undefined
}

/**
 * A whole number of days.
 * @throws Error if it is not one or less than the minimum, which stops the start
 */
function days(minimum: number) {
  return (name: string, value?: string): number | undefined => {
    if (!value) {
      return undefined
    }
    if (!/^\d{1,5}$/.test(value) || Number(value) < minimum) {
      throw new Error(`${name} is not a number of days from ${minimum}; write ${name}=90.`)
    }
    return Number(value)
  }
}

/**
 * A whole number from 0.
 * @throws Error if it is not one, which stops the start
 */
function count(name: string, value?: string): number | undefined {
  if (value && !/^\d{1,9}$/.test(value)) {
    throw new Error(`${name} is not a whole number from 0; write ${name}=250.`)
  }
  return value ? Number(value) : undefined
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
  TRUST_PROXY: ipAddresses,
  REQUESTS_PER_NETWORK: count,
  X_ACCEL_PREFIX: Env.schema.string.optional(),

  STORE_NAME: Env.schema.string.optional(),
  STORE_ACCENT: Env.schema.string.optional(),

  SIGN_UP: Env.schema.enum.optional(['immediate', 'by_mail'] as const),
  STAFF_SECOND_FACTOR: Env.schema.enum.optional(['owners', 'required', 'optional'] as const),

  DB_CONNECTION: Env.schema.enum.optional(['sqlite', 'pg'] as const),
  DATABASE_URL: address,
  REDIS_URL: address,
  WORKER: Env.schema.enum.optional(['web', 'separate'] as const),

  STRIPE_SECRET_KEY: Env.schema.string.optional(),
  STRIPE_WEBHOOK_SECRET: Env.schema.string.optional(),
  STRIPE_API_BASE: address,
  STRIPE_CHECKOUT_ORIGINS: origins,

  DRIVE_DISK: Env.schema.enum.optional(['local', 's3'] as const),
  S3_BUCKET: Env.schema.string.optional(),
  S3_REGION: Env.schema.string.optional(),
  S3_ENDPOINT: address,
  S3_ACCESS_KEY_ID: Env.schema.string.optional(),
  S3_SECRET_ACCESS_KEY: Env.schema.string.optional(),

  REFUSED_FILE_KINDS: extensions,

  DOUBLE_PAYMENTS: Env.schema.enum.optional(['refund', 'keep'] as const),
  GRACE_DAYS: days(0),
  KEEP_PAYLOADS_DAYS: days(1),
  KEEP_ADDRESSES_DAYS: days(1),

  MAIL_FROM: mailAddress,
  SMTP_URL: mailServer,
})
