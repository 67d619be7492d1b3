import env from '#start/env'
import { appUrl } from '#config/app'

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]']

const own = new URL(appUrl)
const isLocal = LOCAL_NAMES.includes(own.hostname)

/**
 * Whether a Host header names this store. A store that lives at a local address answers to every
 * local name, on any port.
 * @param host the header as it came, port included
 */
export function isKnownHost(host: string | undefined): boolean {
  if (host === undefined) {
    return false
  }
  if (host === own.host) {
    return true
  }
  const name = host.replace(/:\d+$/, '')
  return (isLocal || env.get('NODE_ENV') !== 'production') && LOCAL_NAMES.includes(name)
}
