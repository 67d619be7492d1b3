import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import redis from '@adonisjs/redis/services/main'
import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import env from '#start/env'
import storeConfig from '#config/store'
import { freeBytes, LEAST_FREE } from '#operations/disk_space'
import { currentDisk } from '#storage/disks'

/** Milliseconds after which a part counts as failed. */
const TIMEOUT = 2000

/** Whether the store is ready, and which parts are. */
export interface Readiness {
  ready: boolean

  /**
   * By name of the part. The reason of a failure goes only to the log, because this answer is
   * public.
   */
  checks: Record<string, { ok: boolean }>
}

/** The reasons of the failures by name of the part. Only for the owner. */
export interface ReadinessReport extends Readiness {
  problems: Record<string, Error>
}

/** The running check, shared by concurrent callers. */
let running: Promise<ReadinessReport> | null = null

/**
 * Whether this store can serve now: database, queue, storage, disk, and Redis where it is used.
 */
export default class CheckReadiness {
  async handle(): Promise<Readiness> {
    const { ready, checks } = await this.handleWithReasons()
    return { ready, checks }
  }

  handleWithReasons(): Promise<ReadinessReport> {
    return (running ??= this.#probe().finally(() => (running = null)))
  }

  async #probe(): Promise<ReadinessReport> {
    const probes: Record<string, () => Promise<unknown>> = {
      database: () => db.from('settings').select('key').limit(1),
      queue: async () => (await app.container.make('queue.manager')).use().size(),
      storage: () => Promise.all([probeDataDirectory(), currentDisk().probe()]),
      ...(env.get('REDIS_URL') ? { redis: () => redis.ping() } : {}),
    }
    const results = await Promise.all(
      Object.entries(probes).map(
        async ([name, probe]) => [name, await problemOf(name, probe)] as const
      )
    )
    return {
      ready: results.every(([, problem]) => problem === null),
      checks: Object.fromEntries(results.map(([name, problem]) => [name, { ok: !problem }])),
      problems: Object.fromEntries(
        results.flatMap(([name, problem]) => (problem ? [[name, problem]] : []))
      ),
    }
  }
}

async function problemOf(name: string, probe: () => Promise<unknown>): Promise<Error | null> {
  const stopwatch = new AbortController()
  const late = sleep(TIMEOUT, undefined, { signal: stopwatch.signal }).then(() => {
    throw new Error(`No answer within ${TIMEOUT} ms`)
  })
  late.catch(() => {})
  try {
    await Promise.race([probe(), late])
    return null
  } catch (error) {
    logger.warn({ err: error, part: name }, 'A part of the store is failing')
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    stopwatch.abort()
  }
}

async function probeDataDirectory() {
  await mkdir(storeConfig.dataDirectory, { recursive: true })
  const path = join(storeConfig.dataDirectory, `.probe-${randomUUID()}`)
  await writeFile(path, 'ok')
  await rm(path)
  if ((await freeBytes()) < LEAST_FREE) {
    throw new Error('the disk is full')
  }
}
