import env from '#start/env'
import type User from '#models/user'
import { PASSWORD } from '#database/factories/user_factory'

/** Where the store of this process answers. */
const BASE = `http://${env.get('HOST', '127.0.0.1')}:${env.get('PORT')}`

/** The answer to a request; redirects are not followed. */
export interface Answer {
  status: number
  headers: Headers
  location: string | null
  body: string
}

/**
 * A browser without JavaScript: keeps cookies, and sends forms with the CSRF token of the last page.
 */
export class Visitor {
  cookies = new Map<string, string>()
  #token = ''

  constructor(
    readonly base = BASE,
    readonly headers: Record<string, string> = {}
  ) {}

  /** Another browser with the same cookies, as after a theft. */
  copy(): Visitor {
    const other = new Visitor(this.base, this.headers)
    other.cookies = new Map(this.cookies)
    other.#token = this.#token
    return other
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#request('GET', path, undefined, headers)
  }

  post(
    path: string,
    fields: Record<string, string | string[]> = {},
    headers: Record<string, string> = {}
  ): Promise<Answer> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries({ _csrf: this.#token, ...fields })) {
      ;[value].flat().forEach((one) => body.append(name, one))
    }
    return this.#request('POST', path, body, headers)
  }

  /** Sends a form with files, with the token of the last page unless the form contains one. */
  upload(path: string, form: FormData, headers: Record<string, string> = {}): Promise<Answer> {
    if (!form.has('_csrf')) {
      form.set('_csrf', this.#token)
    }
    return this.#request('POST', path, form, headers)
  }

  /** The CSRF token of the last page. */
  get token(): string {
    return this.#token
  }

  /** Opens the page of a form and sends it to the same address, or to `action`. */
  async submit(page: string, fields: Record<string, string>, action = page): Promise<Answer> {
    await this.get(page)
    return this.post(action, fields)
  }

  signIn(user: User | { email: string }, password = PASSWORD): Promise<Answer> {
    return this.submit('/login', { email: user.email, password })
  }

  async #request(
    method: string,
    path: string,
    body: URLSearchParams | FormData | undefined,
    headers: Record<string, string>
  ): Promise<Answer> {
    const response = await fetch(new URL(path, this.base), {
      method,
      body,
      redirect: 'manual',
      headers: { accept: 'text/html', ...this.headers, ...headers, cookie: this.#cookieHeader() },
    })
    this.#keepCookies(response.headers.getSetCookie())
    const text = await response.text()
    this.#token = /name='_csrf' value='([^']+)'/.exec(text)?.[1] ?? this.#token
    return {
      status: response.status,
      headers: response.headers,
      location: response.headers.get('location'),
      body: text,
    }
  }

  #cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #keepCookies(lines: string[]) {
    for (const line of lines) {
      const [pair] = line.split(';')
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (/max-age=0/i.test(line)) {
        this.cookies.delete(name)
      } else {
        this.cookies.set(name, value)
      }
    }
  }
}
