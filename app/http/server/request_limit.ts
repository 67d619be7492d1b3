import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import proxyAddress from 'proxy-addr'
import { isTrustedProxy } from '#config/app'
import storeConfig from '#config/store'
import { allowsNetworkAttempt } from '#http/rate_limit'
import { requestsByNetwork } from '#http/rate_limits'
import { securityHeaders } from '#http/server/security_headers'

/**
 * Monitors, Stripe and nginx may send as many requests as they need to. nginx reports the downloads of
 * all buyers from one address, and a report that is refused would not count.
 */
const UNLIMITED = ['/health/', '/stripe/webhook', '/deliveries/sent']

const SENTENCE = 'Too many requests from your network. Wait a few seconds, then reload the page.\n'

/**
 * Wraps the framework's handler and limits the requests of one network that come to it, so that one
 * client cannot take the time of all others. The answer is short, because it must cost far less than
 * a page. The caller must have set the request id.
 */
export function withRequestLimit(inside: RequestListener): RequestListener {
  if (storeConfig.requestsPerNetwork === 0) {
    return inside
  }
  return async (request, response) => {
    const isAllowed =
      UNLIMITED.some((path) => request.url?.startsWith(path)) ||
      (await allowsNetworkAttempt(requestsByNetwork, proxyAddress(request, isTrustedProxy)))
    if (isAllowed) {
      inside(request, response)
    } else {
      refuse(request, response)
    }
  }
}

/** The rest of a body is not read: reading is what a large one costs. */
function refuse(request: IncomingMessage, response: ServerResponse) {
  response.once('finish', () => request.complete || request.destroy())
  response.writeHead(429, {
    ...securityHeaders(),
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '5',
    'x-request-id': String(request.headers['x-request-id']),
  })
  response.end(SENTENCE)
}
