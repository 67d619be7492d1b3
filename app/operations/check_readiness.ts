import { randomUUID } from 'node:crypto'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import redis from '@adonisjs/redis/services/main'
import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import env from '#start/env'
import storeConfig from '#config/store'
import { currentDisk } from '#storage/disks'

/** Milliseconds after which something counts as not answering. */
const PATIENCE = 2000

/** Bytes of free disk below which no upload and no order is safe. */
const LEAST_FREE = 64 * 1024 * 1024

export interface Readiness {
  ready: boolean

  /** By the name of the part. Why one is broken is in the log: whoever asks may be anybody. */
  checks: Record<string, { ok: boolean }>
}

/** Shared by all who ask at the same time. */
let underWay: Promise<Readiness> | null = null

/**
 * Whether this store can serve just now: its database, its queue, its storage, and Redis where that
 * is used.
 */
export default class CheckReadiness {
  handle(): Promise<Readiness> {
    return (underWay ??= this.#probe().finally(() => (underWay = null)))
  }

  async #probe(): Promise<Readiness> {
    const probes: Record<string, () => Promise<unknown>> = {
      database: () => db.from('settings').select('key').limit(1),
      queue: async () => (await app.container.make('queue.manager')).use().size(),
      storage: () => Promise.all([probeDataDirectory(), currentDisk().probe()]),
      ...(env.get('REDIS_URL') ? { redis: () => redis.ping() } : {}),
    }
    const results = await Promise.all(
      Object.entries(probes).map(
        async ([name, probe]) => [name, { ok: await works(name, probe) }] as const
      )
    )
    const checks = Object.fromEntries(results)
    return { ready: results.every(([, { ok }]) => ok), checks }
  }
}

async function works(name: string, probe: () => Promise<unknown>): Promise<boolean> {
  const stopwatch = new AbortController()
  const late = sleep(PATIENCE, undefined, { signal: stopwatch.signal }).then(() => {
    throw new Error(`No answer within ${PATIENCE} ms`)
  })
  late.catch(() => {})
  try {
    await Promise.race([probe(), late])
    return true
  } catch (error) {
    logger.warn({ err: error, part: name }, 'A part of the store does not work')
    return false
  } finally {
    stopwatch.abort()
  }
}

async function probeDataDirectory() {
  await mkdir(storeConfig.dataDirectory, { recursive: true })
  const path = join(storeConfig.dataDirectory, `.probe-${randomUUID()}`)
  await writeFile(path, 'ok')
  await rm(path)
  const { bavail, bsize } = await statfs(storeConfig.dataDirectory)
  if (bavail * bsize < LEAST_FREE) {
    throw new Error('the disk is full')
  }
}
