import {
  type IncomingMessage,
  type RequestListener,
  Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { logRequest } from '#http/server/access_log'
import { requestIdOf } from '#http/server/request_id'

/**
 * How long a client may take. Whoever is slower holds a connection that others need.
 * Milliseconds, and bytes for the headers.
 */
const LIMITS = {
  /** For the headers of a request. */
  headersTimeout: 15_000,

  /** For a whole request. So long because a large file may come in over a slow line. */
  requestTimeout: 60 * 60_000,

  /** Longer than the 60 seconds for which proxies commonly keep a connection. */
  keepAliveTimeout: 65_000,

  /** How often the limits above are looked after. */
  connectionsCheckingInterval: 5_000,

  maxHeaderSize: 16 * 1024,
}

/** Milliseconds without a byte in either direction after which a connection is cut. */
const SILENCE = 120_000

/** Milliseconds for a body that is not an upload. */
const BODY_TIMEOUT = 30_000

/** Milliseconds for which the rest of a body is let in after the answer, so that this is read. */
const LINGER = 3_000

/** Where an address that cannot be read leads: there is nothing there. */
const UNREADABLE = '/unreadable-address'

/**
 * The server in front of everything that answers: limits, request ids and the access log are the same
 * for a cached page and for one that the framework renders.
 */
export function createHttpServer(handler: RequestListener): Server {
  const server = new StoreServer(LIMITS, (request, response) => {
    const id = requestIdOf(request.headers['x-request-id'])
    request.headers['x-request-id'] = id
    logRequest(request, response, id)
    limitBody(request)
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

/**
 * Whether an address can be decoded, and has nothing in it that no database keeps. One that begins
 * with two slashes would be another host in a link.
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
 * A server that knows which connections have nothing to do: also those that a browser has opened in
 * advance, which Node would wait for when it closes.
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

function limitBody(request: IncomingMessage) {
  if (!hasBody(request) || isUpload(request)) {
    return
  }
  const timer = setTimeout(() => request.destroy(), BODY_TIMEOUT).unref()
  request.once('close', () => clearTimeout(timer))
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Who claims an upload without a right to one is answered at once, and then cut off. */
function isUpload({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('multipart/form-data') ?? false
}

/** Nobody may go on sending what nobody reads. */
function dropRest(request: IncomingMessage) {
  if (!request.complete) {
    setTimeout(() => request.complete || request.destroy(), LINGER).unref()
  }
}
