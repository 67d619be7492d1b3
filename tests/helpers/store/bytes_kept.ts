import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import redis from '@adonisjs/redis/services/main'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'

/** Bytes that the store keeps: its data folder, or the database and Redis. */
export async function bytesKept(): Promise<number> {
  if (db.connection().dialect.name !== 'postgres') {
    return sizeOf(storeConfig.dataDirectory)
  }
  const { rows } = await db.rawQuery('SELECT pg_database_size(current_database()) AS bytes')
  const memory = await redis.info('memory')
  return Number(rows[0].bytes) + Number(/used_memory:(\d+)/.exec(memory)?.[1])
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const { size } = await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))
        return size
      })
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
