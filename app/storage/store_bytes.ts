import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import deliveryConfig from '#config/delivery'
import type { Disk, DiskName } from '#storage/disk'
import { fileMode, folderMode } from '#storage/modes'
import { currentDisk } from '#storage/disks'

/**
 * The folder for incoming files, on the file system of the local disk, so that a rename moves them.
 */
const PARTS_FOLDER = 'parts'

/** Milliseconds after which a part must be left over from a crash. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000

const KEY_BYTES = 20

/** Where a file was stored, and its size and checksum. */
export interface StoredBytes {
  disk: DiskName
  key: string
  /** In bytes. */
  size: number
  /** Hexadecimal. */
  sha256: string
}

/**
 * Stores a file on a disk, atomically: writes it to a temporary part, syncs it, and then
 * puts it under a random key. A failure leaves nothing behind.
 */
export async function storeBytes(
  source: Readable,
  disk: Disk = currentDisk()
): Promise<StoredBytes> {
  const key = newKey()
  const parts = join(deliveryConfig.goodsDirectory, PARTS_FOLDER)
  await mkdir(parts, { recursive: true, mode: folderMode() })
  await removeAbandoned(parts)

  const part = join(parts, key.replace('/', '-'))
  try {
    const { size, sha256 } = await receive(source, part)
    await disk.put(key, part)
    return { disk: disk.name, key, size, sha256 }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function receive(source: Readable, path: string) {
  const hash = createHash('sha256')
  let size = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  const target = createWriteStream(path, { flags: 'wx', mode: fileMode(), flush: true })
  await pipeline(source, measure, target)
  return { size, sha256: hash.digest('hex') }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && Date.now() - found.mtimeMs > ABANDONED_AFTER) {
      await rm(path, { force: true })
    }
  }
}

/** Two levels, so that no folder has too many entries to list. */
function newKey(): string {
  const name = randomBytes(KEY_BYTES).toString('hex')
  return `${name.slice(0, 2)}/${name}`
}
