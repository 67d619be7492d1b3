import stripeConfig from '#config/stripe'
import { appUrl, isDevServer, isHttps } from '#config/app'
import { hmrPort } from '#config/vite'

/** What Vite needs where it serves a developer: styles in the page, and its WebSocket. */
const INLINE_STYLES = isDevServer ? " 'unsafe-inline'" : ''
const VITE_SOCKETS = isDevServer
  ? ['localhost', '127.0.0.1', new URL(appUrl).hostname].map((host) => ` ws://${host}:${hmrPort}`)
  : []

/**
 * Only the store's own files, and no inline script or style, so no nonces are needed. `form-action`
 * lists the payment pages, because browsers check every redirect of a form.
 * Source: https://www.w3.org/TR/CSP3/#directive-form-action
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self'${INLINE_STYLES}`,
  "img-src 'self'",
  "font-src 'self'",
  `connect-src 'self'${VITE_SOCKETS.join('')}`,
  "manifest-src 'self'",
  `form-action 'self' ${stripeConfig.checkoutOrigins.join(' ')}`,
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  ...(isHttps ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
}

/**
 * The security headers of every response: pages, files, errors and cached pages.
 */
export function securityHeaders(): Readonly<Record<string, string>> {
  return HEADERS
}
