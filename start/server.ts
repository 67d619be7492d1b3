/*
|--------------------------------------------------------------------------
| Server
|--------------------------------------------------------------------------
|
| The HTTP server of the store: first limits, request ids and the access log,
| then the cached pages, then the framework.
|
*/

import type { RequestListener, Server } from 'node:http'
import { createHttpServer } from '#http/server/http_server'
import { withFrontDoor } from '#storefront/page_cache/front_door'

export function createStoreServer(handler: RequestListener): Server {
  return createHttpServer(withFrontDoor(handler))
}
