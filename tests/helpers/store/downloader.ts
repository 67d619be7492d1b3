import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import env from '#start/env'
import type User from '#models/user'
import { Visitor } from '#tests/helpers/store/visitor'

/** Where the store of this process answers. */
const BASE = `http://${env.get('HOST', '127.0.0.1')}:${env.get('PORT')}`

export interface Downloaded {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface DownloadOptions {
  /** Closes the connection after this many bytes. */
  cutAfter?: number
}

/**
 * Fetches bytes as a browser's download manager does, each time on a new connection.
 */
export class Downloader {
  constructor(
    private cookie = '',
    private base = BASE
  ) {}

  /** A downloader of a user who has signed in with the form. */
  static async of(user: User, base = BASE): Promise<Downloader> {
    const visitor = new Visitor(base)
    await visitor.signIn(user)
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return new Downloader(cookie, base)
  }

  get(address: string, headers: Record<string, string> = {}, options: DownloadOptions = {}) {
    return this.request('GET', address, headers, options)
  }

  request(
    method: string,
    address: string,
    headers: Record<string, string> = {},
    { cutAfter = Infinity }: DownloadOptions = {}
  ): Promise<Downloaded> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(`${this.base}${address}`, {
        method,
        headers: { ...headers, ...(this.cookie ? { cookie: this.cookie } : {}) },
        agent: false,
      })
      sent.on('error', reject)
      sent.on('response', (answer) => collect(answer, cutAfter, resolve, reject))
      sent.end()
    })
  }
}

function collect(
  answer: IncomingMessage,
  cutAfter: number,
  resolve: (downloaded: Downloaded) => void,
  reject: (error: Error) => void
) {
  const chunks: Buffer[] = []
  let length = 0
  const finish = () =>
    resolve({
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: Buffer.concat(chunks).subarray(0, cutAfter),
    })

  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    if (length >= cutAfter) {
      answer.off('error', reject)
      answer.on('error', () => undefined)
      answer.destroy()
      finish()
    }
  })
  answer.on('error', reject)
  answer.on('end', finish)
}
