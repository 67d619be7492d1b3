import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { Account, AttackClient } from '#tests/helpers/attacks/attack_client'

/** What one client does to the store, over and over. */
export interface Attack {
  /** How often it is done at a time. */
  atOnce: number
  /** The account that it needs; nobody's by default. */
  account?: keyof AttackAccounts
  /** Prepares the attack. @returns what is repeated until the attack ends */
  begin(client: AttackClient): Promise<() => Promise<unknown>> | (() => Promise<unknown>)
}

export interface AttackAccounts {
  customer: Account
  staff: Account
}

const KIBIBYTE = 1024
const FORM = 'application/x-www-form-urlencoded'

/** Blanks that a pattern of two neighbouring repetitions reads in quadratic time. */
const BLANKS = `a${' '.repeat(7_500)}b`

/** Headers whose values the store reads. */
const READ_HEADERS = ['accept', 'accept-encoding', 'if-none-match', 'range', 'content-type']

const random = () => randomBytes(6).toString('hex')

/** Each stands for a kind of request that once cost the store much more than its sender. */
export const ATTACKS: Record<string, Attack> = {
  'made-up languages': {
    atOnce: 8,
    begin: (client) => () => {
      const language = `en-Q${random().replaceAll(/\d/g, 'x').slice(0, 3)}-${number(100, 999)}`
      return client.send('/', { headers: { 'accept-language': language } })
    },
  },
  'headers full of blanks': {
    atOnce: 8,
    begin: (client) => () =>
      client.send('/', { headers: { [READ_HEADERS[number(0, READ_HEADERS.length)]]: BLANKS } }),
  },
  'addresses that nobody has asked for before': {
    atOnce: 8,
    begin: (client) => () => {
      const paths = [`/?page=1&x=${random()}`, `/${random()}`, `/products/${random()}`]
      return client.send(paths[number(0, paths.length)])
    },
  },
  'visits without cookies': {
    atOnce: 8,
    begin: (client) => () =>
      client.send(['/login', '/purchases', '/admin'][number(0, 3)], { headers: { cookie: '' } }),
  },
  'large forms of strangers': {
    atOnce: 8,
    begin: async (client) => {
      const token = await client.findToken()
      const text = 'A'.repeat(200 * KIBIBYTE)
      return () => client.sendForm('/account', { _csrf: token, full_name: text })
    },
  },
  'forms of many nested fields': {
    atOnce: 8,
    begin: async (client) => {
      const token = await client.findToken()
      const fields = repeated((place) => `a[b][c][d][e][f][g][h${place}]=`, '&')
      const body = `_csrf=${token}&${fields}`
      return () =>
        client.send('/login', { method: 'POST', headers: { 'content-type': FORM }, body })
    },
  },
  'forms of many empty parts': {
    atOnce: 8,
    begin: (client) => {
      const parts = repeated(
        (place) => `--b\r\nContent-Disposition: form-data; name="a${place}"\r\n\r\n`,
        '\r\n'
      )
      const headers = { 'content-type': 'multipart/form-data; boundary=b' }
      const body = `${parts}\r\n--b--\r\n`
      return () => client.send('/admin/preview', { method: 'POST', headers, body })
    },
  },
  'addresses of many parameters': {
    atOnce: 8,
    begin: (client) => {
      const query = Array.from({ length: 3_000 }, (_, place) => `a[${place % 1000}]`).join('&')
      return () => client.send(`/login?${query.slice(0, 14 * KIBIBYTE)}`)
    },
  },
  'compressed forms of strangers': {
    atOnce: 8,
    begin: async (client) => {
      const token = await client.findToken()
      const body = gzipSync(`_csrf=${token}&a=${'A'.repeat(250_000)}`)
      const headers = { 'content-type': FORM, 'content-encoding': 'gzip' }
      return () => client.send('/account', { method: 'POST', headers, body })
    },
  },
  'slow uploads': {
    atOnce: 150,
    begin: (client) => async () => {
      const socket = client.open()
      socket.write(
        'POST /admin/preview HTTP/1.1\r\nHost: ' +
          `${new URL(client.url).host}\r\n` +
          'Content-Length: 9000000\r\n' +
          'Content-Type: multipart/form-data; boundary=b\r\n\r\n' +
          '--b\r\nContent-Disposition: form-data; name="content"\r\n\r\n'
      )
      socket.write('A'.repeat(1_950 * KIBIBYTE))
      while (!socket.destroyed) {
        await sleep(500)
        socket.write('A')
      }
    },
  },
  'uploads that break off': {
    atOnce: 8,
    begin: (client) => async () => {
      const socket = client.open()
      socket.write(
        'POST /admin/products HTTP/1.1\r\nHost: ' +
          `${new URL(client.url).host}\r\n` +
          'Transfer-Encoding: chunked\r\n' +
          'Content-Type: multipart/form-data; boundary=b\r\n\r\n'
      )
      socket.write(`10000\r\n${'A'.repeat(64 * KIBIBYTE)}\r\n`)
      await sleep(20)
      socket.destroy()
    },
  },
  'searches of many words': {
    atOnce: 8,
    begin: (client) => () => {
      const words = Array.from({ length: 40 }, () => random().slice(0, 2)).join(' ')
      return client.send(`/?q=${encodeURIComponent(words)}`)
    },
  },
  'wrong passwords': {
    atOnce: 8,
    begin: async (client) => {
      const token = await client.findToken()
      return () =>
        client.sendForm('/login', {
          _csrf: token,
          email: `${random()}@example.com`,
          password: 'a wrong password',
        })
    },
  },
  'sign-ups': {
    atOnce: 8,
    begin: (client) => async () => {
      const visitor = client.newVisitor()
      const token = await visitor.findToken('/signup')
      const password = `${random()} ${random()}`
      await visitor.sendForm('/signup', {
        _csrf: token,
        email: `${random()}@example.com`,
        password,
        password_confirmation: password,
      })
      visitor.close()
    },
  },
  'webhooks that Stripe did not sign': {
    atOnce: 8,
    begin: (client) => {
      const body = `{"id":"evt_1","object":"event","x":"${'A'.repeat(900 * KIBIBYTE)}"}`
      const signature = `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
      return () => client.send('/stripe/webhook', { method: 'POST', headers, body })
    },
  },
  'slow webhooks': {
    atOnce: 300,
    begin: (client) => () => sendSlowly(client, '/stripe/webhook', 1_000_000, 'application/json'),
  },
  'slow forms': {
    atOnce: 300,
    begin: (client) => () => sendSlowly(client, '/login', 250_000, FORM),
  },
  'checkouts that nobody started': {
    atOnce: 8,
    account: 'customer',
    begin: (client) => () =>
      client.send(`/checkout/return?session_id=cs_test_${random()}${random()}`),
  },
  'previews of the worst text': {
    atOnce: 2,
    account: 'staff',
    begin: async (client) => {
      const token = await client.findToken('/account')
      const content = '![a'.repeat(33_000)
      return () => client.sendForm('/admin/preview', { _csrf: token, content })
    },
  },
}

/** Texts for each place, of 250,000 characters together. */
function repeated(text: (place: number) => string, separator: string): string {
  const texts: string[] = []
  for (let length = 0; length < 250_000; length += texts.at(-1)!.length + separator.length) {
    texts.push(text(texts.length))
  }
  return texts.slice(0, -1).join(separator)
}

/** Sends a body but for its last bytes, then waits until the store closes the connection. */
async function sendSlowly(client: AttackClient, path: string, bytes: number, type: string) {
  const socket = client.open()
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${new URL(client.url).host}\r\n` +
      `Content-Type: ${type}\r\nContent-Length: ${bytes + 10}\r\n\r\n`
  )
  socket.write('A'.repeat(bytes))
  while (!socket.destroyed) {
    await sleep(500)
  }
}

/** From `least` up to, but not including, `below`. */
function number(least: number, below: number): number {
  return least + Math.floor(Math.random() * (below - least))
}
