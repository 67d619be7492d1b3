import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { defineConfig } from '@adonisjs/core/http'

/**
 * The URL of the store. Every absolute URL (in mails, for Stripe, in the sitemap) starts with it,
 * never with a request's Host header.
 */
export const appUrl = env
  .get('APP_URL', `http://localhost:${env.get('PORT', 3333)}`)
  .replace(/\/$/, '')

export const isHttps = appUrl.startsWith('https://')

/**
 * Whether `node ace serve` runs this process for a developer: Vite serves styles and scripts, and an
 * error is shown with its stack.
 */
export const isDevServer = !app.inProduction && env.get('DEV_MODE') === true

/**
 * IP addresses of the proxies whose forwarded headers are trusted; none by default.
 */
const trustedProxies = env
  .get('TRUST_PROXY', '')
  .split(',')
  .map((address) => address.trim())
  .filter((address) => address !== '')

/** @param address an IP address */
export const isTrustedProxy = (address: string) => trustedProxies.includes(address)

/** Parameters of one address; those of a list in the panel have a few dozen. */
export const MOST_PARAMETERS = 100

export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  trustProxy: isTrustedProxy,
  qs: {
    parse: {
      depth: 1,
      parameterLimit: MOST_PARAMETERS,
      arrayLimit: MOST_PARAMETERS,
      allowSparse: false,
      // A search may contain commas.
      comma: false,
    },
    stringify: {
      encode: true,
      encodeValuesOnly: false,
      arrayFormat: 'indices',
      skipNulls: false,
    },
  },
  cookie: {
    domain: '',
    path: '/',
    maxAge: '2h',
    httpOnly: true,
    secure: isHttps,
    sameSite: 'lax',
  },
})
