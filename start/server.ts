/*
|--------------------------------------------------------------------------
| Server
|--------------------------------------------------------------------------
|
| The HTTP server of the store: first limits, request ids and the access log,
| then the cached pages, then the limit on requests of one network,
| then the framework.
|
*/

import type { RequestListener, Server } from 'node:http'
import { createHttpServer } from '#http/server/http_server'
import { withRequestLimit } from '#http/server/request_limit'
import { withFrontDoor } from '#storefront/page_cache/front_door'

export function createStoreServer(handler: RequestListener): Server {
  return createHttpServer(withFrontDoor(withRequestLimit(handler)))
}
