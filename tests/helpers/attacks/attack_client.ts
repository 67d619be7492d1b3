import { Agent, type OutgoingHttpHeaders, request } from 'node:http'
import { connect, type Socket } from 'node:net'

/** Where stores of tests and benchmarks answer, whatever host they are called by. */
const STORE = '127.0.0.1'

/** An account that an attack signs in with. */
export interface Account {
  email: string
  password: string
}

export interface AttackRequest {
  method?: string
  headers?: OutgoingHttpHeaders
  body?: string | Buffer
}

export interface AttackAnswer {
  /** 0: the connection was closed without an answer. */
  status: number
  body: string
}

/**
 * Sends what an attack sends, from a network of its own, and counts the answers.
 */
export class AttackClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 })
  readonly #sockets = new Set<Socket>()
  #cookies = new Map<string, string>()

  /**
   * @param url of the store, without a path
   * @param address it comes from; another network than that of buyers, whose limits are counted apart
   * @param answers how often each status was answered
   */
  constructor(
    readonly url: string,
    readonly address = '127.0.0.2',
    readonly answers: Record<number, number> = {}
  ) {}

  /** Another visitor, whose answers are counted with those of this one. */
  newVisitor(): AttackClient {
    return new AttackClient(this.url, this.address, this.answers)
  }

  /** Sends a request with the cookies of `signIn` or `findToken` where it names none. */
  send(path: string, { method = 'GET', headers, body }: AttackRequest = {}): Promise<AttackAnswer> {
    return new Promise((resolve) => {
      const { host, port } = new URL(this.url)
      const sent = request({
        host: STORE,
        port,
        path,
        method,
        agent: this.#agent,
        localAddress: this.address,
        headers: { host, accept: 'text/html', cookie: this.cookie, ...headers },
      })
      const finish = (status: number, text = '') => {
        this.answers[status] = (this.answers[status] ?? 0) + 1
        resolve({ status, body: text })
      }
      sent.on('error', () => finish(0))
      sent.on('response', (answer) => {
        let text = ''
        this.#keepCookies(answer.headers['set-cookie'] ?? [])
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (text += chunk))
        answer.on('error', () => finish(0))
        answer.on('end', () => finish(answer.statusCode ?? 0, text))
      })
      sent.end(body)
    })
  }

  /** Sends a url-encoded form. */
  sendForm(path: string, fields: Record<string, string>): Promise<AttackAnswer> {
    return this.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    })
  }

  /** Opens a page with a form and returns its CSRF token. */
  async findToken(path = '/login'): Promise<string> {
    const { body } = await this.send(path)
    return /name='_csrf' value='([^']+)'/.exec(body)?.[1] ?? ''
  }

  async signIn(account: Account): Promise<void> {
    const token = await this.findToken()
    const { status } = await this.sendForm('/login', { ...account, _csrf: token })
    if (status !== 303 && status !== 302) {
      throw new Error(`Signing in was answered with ${status}.`)
    }
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** A bare connection, whose errors do not matter. */
  open(): Socket {
    const port = Number(new URL(this.url).port)
    const socket = connect({ host: STORE, port, localAddress: this.address })
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
    socket.resume()
    this.#sockets.add(socket)
    return socket
  }

  /** Closes every connection. */
  close() {
    this.#agent.destroy()
    this.#sockets.forEach((socket) => socket.destroy())
  }

  #keepCookies(lines: string[]) {
    for (const line of lines) {
      const [pair] = line.split(';')
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
  }
}
