import { lookup as lookupAll } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const MAX_BYTES = 10 * 1024 * 1024
const MAX_REDIRECTS = 3

/** Milliseconds for the whole download, including redirects. */
const TIME_LIMIT = 15_000

/**
 * An image could not be fetched. The message is shown to the owner of the store.
 */
export class ImageNotFetched extends Error {}

/**
 * Fetches an image from an untrusted URL. Allows only https and public IP addresses, after name
 * resolution and for every redirect, and at most 10 MB.
 * @param trustedOrigin the origin of the local Stripe, which may be on this machine and without TLS
 * @throws ImageNotFetched
 */
export async function fetchImage(address: string, trustedOrigin?: string): Promise<Buffer> {
  const limit = AbortSignal.timeout(TIME_LIMIT)
  let url = parse(address)

  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await sendRequest(url, trustedOrigin, limit)
    const status = answer.statusCode ?? 0
    const next = answer.headers.location
    if (status >= 300 && status < 400 && next !== undefined) {
      answer.destroy()
      url = parse(next, url)
    } else if (status === 200) {
      return readBody(answer)
    } else {
      answer.destroy()
      throw new ImageNotFetched(`${url.host} answered with status ${status}.`)
    }
  }
  throw new ImageNotFetched(`${url.host} redirected too often.`)
}

function parse(address: string, base?: URL): URL {
  if (!URL.canParse(address, base)) {
    throw new ImageNotFetched('This is no address.')
  }
  return new URL(address, base)
}

function sendRequest(url: URL, trustedOrigin: string | undefined, signal: AbortSignal) {
  const isTrusted = url.origin === trustedOrigin
  if (!isTrusted) {
    refuseUnsafe(url)
  }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp

  return new Promise<IncomingMessage>((resolve, reject) => {
    request(url, {
      signal,
      agent: false,
      headers: { 'accept': 'image/*', 'user-agent': 'Kiosk' },
      ...(isTrusted ? {} : { lookup: lookupPublic }),
    })
      .on('response', resolve)
      .on('error', (cause) => reject(notFetched(url, cause)))
      .end()
  })
}

function refuseUnsafe(url: URL) {
  if (url.protocol !== 'https:' || url.port !== '' || url.username || url.password) {
    throw new ImageNotFetched('Only plain https addresses are fetched.')
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) && isPrivate(host)) {
    throw new ImageNotFetched(`${host} is not a public address.`)
  }
}

/** Checks the address that is then connected to: a second lookup could return another one. */
const lookupPublic: LookupFunction = (hostname, options, done) => {
  lookupAll(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      return done(error, '', 0)
    }
    const hidden = addresses.find(({ address }) => isPrivate(address))
    if (hidden) {
      return done(new ImageNotFetched(`${hostname} is not a public address.`), '', 0)
    }
    return options.all
      ? done(null, addresses)
      : done(null, addresses[0].address, addresses[0].family)
  })
}

async function readBody(answer: IncomingMessage): Promise<Buffer> {
  if (!answer.headers['content-type']?.startsWith('image/')) {
    answer.destroy()
    throw new ImageNotFetched('The response is not an image.')
  }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > MAX_BYTES) {
        throw new ImageNotFetched(`The image has more than ${MAX_BYTES / 1024 / 1024} MB.`)
      }
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof ImageNotFetched
      ? cause
      : new ImageNotFetched('The image broke off.', { cause })
  }
  return Buffer.concat(chunks)
}

function notFetched(url: URL, cause: Error): ImageNotFetched {
  if (cause instanceof ImageNotFetched) {
    return cause
  }
  const message =
    cause.name === 'AbortError'
      ? `${url.host} took longer than ${TIME_LIMIT / 1000} seconds.`
      : `${url.host} could not be reached (${cause.message}).`
  return new ImageNotFetched(message, { cause })
}

function isPrivate(address: string): boolean {
  return notPublic.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Addresses that are not on the public internet. IPv4 addresses mapped to IPv6 match the IPv4
 * rules.
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
 */
const notPublic = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv6')
}
