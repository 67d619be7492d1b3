import {
  type IncomingMessage,
  type RequestListener,
  Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { MOST_PARAMETERS } from '#config/app'
import { logRequest } from '#http/server/access_log'
import { limitBodyTime } from '#http/server/body_time'
import { requestIdOf } from '#http/server/request_id'
import { securityHeaders } from '#http/server/security_headers'

/**
 * Limits for slow clients, which would block connections that others need. Times in milliseconds,
 * header size in bytes.
 */
const LIMITS = {
  /** For the headers of a request. */
  headersTimeout: 15_000,

  /** For a whole request: a large upload may come over a slow line. */
  requestTimeout: 60 * 60_000,

  /** Longer than the 60 seconds for which proxies usually keep a connection open. */
  keepAliveTimeout: 65_000,

  /** How often the limits above are enforced. */
  connectionsCheckingInterval: 5_000,

  maxHeaderSize: 16 * 1024,
}

/** Milliseconds without traffic in either direction after which a connection is closed. */
const SILENCE = 120_000

/**
 * Milliseconds that a client may go on sending its body after the response, so that it reads this.
 */
const LINGER = 3_000

/** Replaces a URL that cannot be decoded; no route matches it. */
const UNREADABLE = '/unreadable-address'

/**
 * Creates the HTTP server with its limits, request ids and access log. They apply to cached pages
 * and to those that the framework renders.
 * @param handler answers the request
 */
export function createHttpServer(handler: RequestListener): Server {
  const server = new StoreServer(LIMITS, (request, response) => {
    const id = requestIdOf(request)
    request.headers['x-request-id'] = id
    logRequest(request, response, id)
    if (hasTwoHosts(request)) {
      response.writeHead(400, { ...securityHeaders(), connection: 'close' }).end()
      return
    }
    if (hasManyParameters(request.url ?? '')) {
      response.writeHead(414, { ...securityHeaders(), 'content-type': 'text/plain' })
      response.end('This address has too many parameters.\n')
      return
    }
    limitBodyTime(request)
    response.once('finish', () => dropRest(request))
    if (!isReadable(request.url ?? '')) {
      request.url = UNREADABLE
    }
    if (!server.listening) {
      response.setHeader('connection', 'close')
    }
    handler(request, response)
  })
  server.timeout = SILENCE
  return server
}

/** The parser leaves out what exceeds its limit, so such an address is refused before it. */
function hasManyParameters(url: string): boolean {
  const separators = url.matchAll(/&/g).take(MOST_PARAMETERS)
  return [...separators].length === MOST_PARAMETERS
}

/**
 * Proxies and servers might each believe another one.
 * Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  const names = rawHeaders.filter((_, place) => place % 2 === 0)
  return names.filter((name) => name.toLowerCase() === 'host').length > 1
}

/**
 * Whether a URL can be decoded and has no null character, which PostgreSQL cannot store. A URL that
 * begins with two slashes is refused, because in a link it would name another host.
 */
function isReadable(url: string): boolean {
  if (url.startsWith('//') || url.includes('%00')) {
    return false
  }
  try {
    decodeURIComponent(url.split('?', 1)[0])
    return true
  } catch {
    return false
  }
}

/**
 * A server that closes all idle connections on shutdown, including those that a browser opened in
 * advance and never used, which Node would wait for.
 */
class StoreServer extends Server {
  #connections = new Set<Socket>()
  #busy = new Map<Socket, number>()

  constructor(options: ServerOptions, listener: RequestListener) {
    super(options, listener)
    this.on('connection', (socket: Socket) => {
      this.#connections.add(socket)
      socket.once('close', () => this.#connections.delete(socket))
    })
    this.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#busy.set(socket, (this.#busy.get(socket) ?? 0) + 1)
      response.once('close', () => this.#release(socket))
    })
  }

  override closeIdleConnections() {
    for (const socket of this.#connections) {
      if (!this.#busy.has(socket)) {
        socket.destroy()
      }
    }
  }

  #release(socket: Socket) {
    const running = (this.#busy.get(socket) ?? 1) - 1
    if (running > 0) {
      this.#busy.set(socket, running)
    } else {
      this.#busy.delete(socket)
    }
  }
}

/** Closes the connection if the client keeps sending a body after the response. */
function dropRest(request: IncomingMessage) {
  if (!request.complete) {
    setTimeout(() => request.complete || request.destroy(), LINGER).unref()
  }
}
