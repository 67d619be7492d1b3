import { randomUUID } from 'node:crypto'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import redis from '@adonisjs/redis/services/main'
import app from '@adonisjs/core/services/app'
import env from '#start/env'
import storeConfig from '#config/store'

/** Milliseconds after which something counts as not answering. */
const PATIENCE = 2000

/** Bytes of free disk below which no upload and no order is safe. */
const LEAST_FREE = 64 * 1024 * 1024

export interface Readiness {
  ready: boolean
  checks: Record<string, { ok: boolean; error?: string }>
}

/**
 * Whether this store can serve just now: its database, its queue, its storage, and Redis where that
 * is used.
 */
export default class CheckReadiness {
  async handle(): Promise<Readiness> {
    const probes: Record<string, () => Promise<unknown>> = {
      database: () => db.rawQuery('SELECT 1'),
      queue: async () => (await app.container.make('queue.manager')).use().size(),
      storage: probeStorage,
      ...(env.get('REDIS_URL') ? { redis: () => redis.ping() } : {}),
    }
    const results = await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await outcome(probe)] as const)
    )
    const checks = Object.fromEntries(results)
    return { ready: results.every(([, { ok }]) => ok), checks }
  }
}

async function outcome(probe: () => Promise<unknown>): Promise<{ ok: boolean; error?: string }> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE)
  })
  try {
    await Promise.race([probe(), late])
    return { ok: true }
  } catch (error) {
    return { ok: false, error: (error as Error).message.slice(0, 200) }
  } finally {
    clearTimeout(timer)
  }
}

async function probeStorage() {
  await mkdir(storeConfig.dataDirectory, { recursive: true })
  const path = join(storeConfig.dataDirectory, `.probe-${randomUUID()}`)
  await writeFile(path, 'ok')
  await rm(path)
  const { bavail, bsize } = await statfs(storeConfig.dataDirectory)
  if (bavail * bsize < LEAST_FREE) {
    throw new Error('the disk is full')
  }
}
