import { networkOf, widerNetworkOf } from '#http/rate_limit'

/**
 * The network of a visitor as it may be logged: the /24 of an IPv4 address or the /48 of an IPv6
 * address, which do not name one person.
 */
export function loggableNetwork(address: string): string {
  const wider = widerNetworkOf(address)
  return wider === null
    ? `${networkOf(address).split('.').slice(0, 3).join('.')}.0/24`
    : `${wider}::/48`
}
