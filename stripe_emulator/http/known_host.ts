import { isIP } from 'node:net'

/**
 * Whether a Host header is an address, or a name that public DNS cannot have. Any other name may be
 * that of a web page that has been pointed at this machine ("DNS rebinding").
 * @param header the Host header, including the port
 */
export function isKnownHost(header: string | undefined): boolean {
  const host = header?.toLowerCase().replace(/:\d+$/, '') ?? ''
  const address = host.replace(/^\[|\]$/g, '')
  return isIP(address) > 0 || /^[a-z0-9-]+$/.test(host) || /\.(localhost|internal)$/.test(host)
}
