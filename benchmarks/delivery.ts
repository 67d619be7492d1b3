import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { line } from './report.js'
import type { Shop } from './shop.js'

const FILE_SIZE = 200 * 1024 * 1024

/** Bytes that Kiosk reads of a file at a time; see config/delivery.ts. */
const CHUNK = 512 * 1024

const READERS = 50
const MEBIBYTE = 1024 * 1024

/**
 * Measures the download of a large file through the gate, compared with a bare stream of the same chunk
 * size, and the memory that slow readers use.
 */
export async function measureDelivery(shop: Shop): Promise<void> {
  const file = join(shop.folder, 'large.bin')
  await makeFile(file)
  const { path, cookie } = await shop.sellFile(file)

  const bare = await shop.bare({ BARE_FILE: file, BARE_CHUNK: String(CHUNK) })
  const ours: number[] = []
  const bares: number[] = []
  for (let round = 0; round < 5; round++) {
    ours.push(await download(`${shop.url}${path}`, { cookie }))
    bares.push(await download(bare.url, {}))
  }
  await bare.stop()
  line('200 MB file through the gate', {
    'of a bare stream': (median(bares) / median(ours)).toFixed(3),
    'MB/s': (209.7 / median(ours)).toFixed(0),
    'bare MB/s': (209.7 / median(bares)).toFixed(0),
  })
  await measureSlowReaders(shop, path, cookie)
}

async function measureSlowReaders(shop: Shop, path: string, cookie: string) {
  const before = residentBytes(shop.processId)
  const readers = await Promise.all(
    Array.from({ length: READERS }, () => slowReader(`${shop.url}${path}`, cookie))
  )
  await pause(5)
  const soon = residentBytes(shop.processId)
  await pause(15)
  const later = residentBytes(shop.processId)
  readers.forEach((stop) => stop())
  line(`${READERS} slow readers`, {
    'MiB each after 5 s': ((soon - before) / MEBIBYTE / READERS).toFixed(2),
    'after 20 s': ((later - before) / MEBIBYTE / READERS).toFixed(2),
  })
}

async function makeFile(path: string) {
  const stream = createWriteStream(path)
  const chunk = randomBytes(MEBIBYTE)
  for (let written = 0; written < FILE_SIZE; written += chunk.length) {
    if (!stream.write(chunk)) {
      await once(stream, 'drain')
    }
  }
  stream.end()
  await once(stream, 'finish')
}

/**
 * Downloads once.
 * @returns seconds
 */
async function download(address: string, headers: Record<string, string>): Promise<number> {
  const begin = performance.now()
  const answer = await open(address, headers)
  let bytes = 0
  answer.on('data', (chunk) => (bytes += chunk.length))
  await once(answer, 'end')
  if (answer.statusCode !== 200 || bytes !== FILE_SIZE) {
    throw new Error(`${address} answered ${answer.statusCode} with ${bytes} bytes`)
  }
  return (performance.now() - begin) / 1000
}

/**
 * Reads one chunk and then stops reading.
 * @returns a function that closes the connection
 */
async function slowReader(address: string, cookie: string): Promise<() => void> {
  const answer = await open(address, { cookie })
  answer.once('data', () => answer.pause())
  return () => answer.destroy()
}

async function open(address: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const request = get(address, { headers, agent: false })
  const [answer] = await once(request, 'response')
  return answer
}

function residentBytes(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function pause(seconds: number) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
