import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import deliveryConfig from '#config/delivery'
import { BoundedMap } from '#shared/bounded_map'
import { isDiskFull, NO_ROOM } from '#shared/disk_full'
import { COVER_FILE, COVERS_DIRECTORY, coverPath } from '#covers/cover_files'
import type { Disk } from '#storage/disk'
import { diskNamed } from '#storage/disks'

/** Milliseconds for which the bucket is not asked again for a file that it did not have. */
const MISSING_FOR = 60_000

/** When the bucket was found not to have a file: anybody can make up names, and each costs a request. */
const missingSince = new BoundedMap<string, number>({ entries: 10_000 })

/** A cover could not be stored. The message is shown to staff. */
export class CoverNotStored extends Error {}

/**
 * Stores a file of a cover where every web process finds it: in the bucket where new files go there,
 * and in any case on this machine, from where it is served.
 * @throws {CoverNotStored}
 */
export async function storeCover(file: string, bytes: Buffer): Promise<void> {
  try {
    await place(file, (part) => writeFile(part, bytes, { flush: true }))
    await publish(file)
  } catch (error) {
    const why = isDiskFull(error) ? NO_ROOM : `(${(error as Error).message})`
    throw new CoverNotStored(`The picture could not be stored. ${why}`, { cause: error })
  }
}

/**
 * The size in bytes of a file of a cover, which is on this machine afterwards; null if there is none.
 * A machine that does not have it yet takes it from the bucket. A file that the bucket does not have is
 * not found for a minute.
 */
export async function fetchCover(file: string): Promise<number | null> {
  const size = await localSize(file)
  const bucket = coverBucket()
  if (size !== null || bucket === null) {
    return size
  }
  if (Date.now() - (missingSince.peek(file) ?? 0) < MISSING_FOR) {
    return null
  }
  const stored = await bucket.size(keyOf(file))
  if (stored) {
    const whole = { start: 0, end: stored - 1 }
    await place(file, async (part) =>
      pipeline(Readable.from(await bucket.open(keyOf(file), whole)), createWriteStream(part))
    )
  } else {
    missingSince.set(file, Date.now())
  }
  return stored || null
}

/** Whether every web process finds a file of a cover. */
export async function hasCover(file: string): Promise<boolean> {
  return deliveryConfig.disk === 's3'
    ? Boolean(await diskNamed('s3').size(keyOf(file)))
    : Boolean(await fetchCover(file))
}

/**
 * Copies to the bucket what only this machine has, such as covers from before DRIVE_DISK was s3. Does
 * nothing where new files stay on this machine.
 */
export async function publishCovers(): Promise<void> {
  if (deliveryConfig.disk !== 's3') {
    return
  }
  for (const file of await localFiles()) {
    if (!(await hasCover(file))) {
      await publish(file)
    }
  }
}

async function publish(file: string): Promise<void> {
  if (deliveryConfig.disk !== 's3') {
    return
  }
  const part = partOf(file)
  try {
    await copyFile(coverPath(file), part)
    await diskNamed('s3').put(keyOf(file), part)
  } finally {
    await rm(part, { force: true })
  }
}

/** Writes a file on this machine, atomically. */
async function place(file: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = partOf(file)
  await mkdir(dirname(part), { recursive: true })
  try {
    await write(part)
    await rename(part, coverPath(file))
    missingSince.delete(file)
  } finally {
    await rm(part, { force: true })
  }
}

/** The bucket that may have covers, also of a store that has switched back to its own disk. */
function coverBucket(): Disk | null {
  return deliveryConfig.s3.bucket === '' ? null : diskNamed('s3')
}

function keyOf(file: string): string {
  return `covers/${file}`
}

function partOf(file: string): string {
  return `${coverPath(file)}.${randomUUID()}.part`
}

async function localSize(file: string): Promise<number | null> {
  try {
    const { size } = await stat(coverPath(file))
    return size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null
    }
    throw error
  }
}

async function localFiles(): Promise<string[]> {
  const names = await readdir(COVERS_DIRECTORY).catch(() => [])
  return names.filter((name) => COVER_FILE.test(name))
}
