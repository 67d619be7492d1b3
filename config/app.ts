import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { defineConfig } from '@adonisjs/core/http'

/**
 * The address of the store. Every absolute address that leaves it (mails, Stripe, sitemap) starts
 * with this and never with what a request claims.
 */
export const appUrl = env
  .get('APP_URL', `http://localhost:${env.get('PORT', 3333)}`)
  .replace(/\/$/, '')

export const isHttps = appUrl.startsWith('https://')

/**
 * Whether `node ace serve` runs this process for a developer: styles and scripts come from Vite, and
 * a failure is shown with its stack.
 */
export const isDevServer = !app.inProduction && env.get('DEV_MODE') === true

/**
 * Addresses of the proxies whose forwarded headers are believed; none by default.
 */
const trustedProxies = env
  .get('TRUST_PROXY', '')
  .split(',')
  .map((address) => address.trim())
  .filter((address) => address !== '')

export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  trustProxy: (address: string) => trustedProxies.includes(address),
  cookie: {
    domain: '',
    path: '/',
    maxAge: '2h',
    httpOnly: true,
    secure: isHttps,
    sameSite: 'lax',
  },
})
