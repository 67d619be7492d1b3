import type { IncomingMessage } from 'node:http'
import { networkOf } from '#http/rate_limit'

const MEBIBYTE = 1024 * 1024

/** Bytes that bodies may hold in memory before they have arrived: those of one network, and all. */
const MOST_OF_NETWORK = 8 * MEBIBYTE
const MOST_OF_ALL = 32 * MEBIBYTE

/** What a piece of a body takes besides its bytes: somebody could send one byte at a time. */
const PIECE = 256

/** A body that has not arrived completely. */
interface UnfinishedBody {
  network: string
  bytes: number
  drop: () => void
}

/** Bodies in the order of their beginning, and what they hold together. */
interface Held {
  bodies: Set<UnfinishedBody>
  bytes: number
}

const all: Held = { bodies: new Set(), bytes: 0 }
const byNetwork = new Map<string, Held>()

/**
 * Counts what a body holds in memory until it has arrived or its connection is closed. Where the
 * bodies of a network, or of all, hold too much, the oldest are dropped: a body that is sent at once
 * is never the oldest for long, however many there are. Must be called when the body begins to be
 * read.
 * @param address the IP address of the sender
 * @param drop must stop reading the body and free what was read
 */
export function limitUnfinishedBody(request: IncomingMessage, address: string, drop: () => void) {
  if (request.complete) {
    return
  }
  const body: UnfinishedBody = { network: networkOf(address), bytes: 0, drop: stop }
  add(body)
  request.on('data', count)
  request.once('close', leave)

  function count(chunk: Buffer) {
    if (request.complete) {
      leave()
    } else {
      grow(body, chunk.length + PIECE)
    }
  }
  function leave() {
    request.off('data', count)
    request.off('close', leave)
    remove(body)
  }
  function stop() {
    leave()
    drop()
  }
}

function heldBy(network: string): Held {
  const held = byNetwork.get(network) ?? { bodies: new Set(), bytes: 0 }
  byNetwork.set(network, held)
  return held
}

function add(body: UnfinishedBody) {
  all.bodies.add(body)
  heldBy(body.network).bodies.add(body)
}

function grow(body: UnfinishedBody, bytes: number) {
  const own = heldBy(body.network)
  body.bytes += bytes
  own.bytes += bytes
  all.bytes += bytes
  dropOldest(own, MOST_OF_NETWORK)
  dropOldest(all, MOST_OF_ALL)
}

function remove(body: UnfinishedBody) {
  if (!all.bodies.delete(body)) {
    return
  }
  const own = heldBy(body.network)
  own.bodies.delete(body)
  own.bytes -= body.bytes
  all.bytes -= body.bytes
  if (own.bodies.size === 0) {
    byNetwork.delete(body.network)
  }
}

function dropOldest(held: Held, most: number) {
  for (const body of held.bodies) {
    if (held.bytes <= most) {
      return
    }
    body.drop()
  }
}
