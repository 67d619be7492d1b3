import app from '@adonisjs/core/services/app'
import { appUrl } from '#config/app'

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' }
const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]']

const own = new URL(appUrl)
const isLocal = LOCAL_NAMES.includes(own.hostname)

/**
 * Whether a Host header names this store. A store with a local address, or outside production, also
 * accepts every local name on any port.
 * @param header the Host header, including the port
 */
export function isKnownHost(header: string | undefined): boolean {
  const host = header?.toLowerCase() ?? ''
  if (host === own.host || host === `${own.hostname}:${DEFAULT_PORTS[own.protocol]}`) {
    return true
  }
  return (isLocal || !app.inProduction) && LOCAL_NAMES.includes(host.replace(/:\d+$/, ''))
}
