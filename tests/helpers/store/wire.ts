import { connect, type Socket } from 'node:net'
import env from '#start/env'

/** Milliseconds for an answer. */
const PATIENCE = 10_000

export interface WireAnswer {
  /** 0: the connection was closed without an answer. */
  status: number
  headers: Map<string, string>
  body: string
}

/** A request that well-behaved clients cannot send. */
export interface WireRequest {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/**
 * Sends a request exactly as given, without the checks of HTTP libraries.
 */
export async function rawRequest(request: WireRequest): Promise<WireAnswer> {
  const { method = 'GET', path = '/', headers = {}, body = '' } = request
  const lines = Object.entries({
    Host: `localhost:${env.get('PORT')}`,
    Connection: 'close',
    ...(body.length > 0 ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)

  return sendBytes([`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, body])
}

/** Sends bytes and reads until the server closes the connection. */
export async function sendBytes(parts: (string | Buffer)[]): Promise<WireAnswer> {
  const socket = connect(Number(env.get('PORT')), env.get('HOST', '127.0.0.1'))
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  socket.setTimeout(PATIENCE, () => socket.destroy())
  parts.filter((part) => part.length > 0).forEach((part) => socket.write(part))
  await closed(socket)
  return parse(Buffer.concat(chunks).toString())
}

/** Resolves once the socket is closed, also after an error, unlike `once(socket, 'close')`. */
export async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) {
    await new Promise<void>((resolve) => socket.once('close', () => resolve()))
  }
}

function parse(text: string): WireAnswer {
  const [head, ...rest] = text.split('\r\n\r\n')
  const [statusLine, ...lines] = head.split('\r\n')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const at = line.indexOf(':')
    const name = line.slice(0, at).toLowerCase()
    const before = headers.has(name) ? `${headers.get(name)}\n` : ''
    headers.set(name, before + line.slice(at + 1).trim())
  }
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') }
}
