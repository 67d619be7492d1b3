import { statfs } from 'node:fs/promises'
import deliveryConfig from '#config/delivery'
import storeConfig from '#config/store'

/** Free bytes below which uploads and purchases are not safe. */
export const LEAST_FREE = 64 * 1024 * 1024

/**
 * Free bytes where the store writes: `DATA_DIR` and, where it is a disk of its own, the folder of the
 * products' files. The smaller of both.
 */
export async function freeBytes(): Promise<number> {
  const goods = await freeIn(deliveryConfig.goodsDirectory).catch(() => Infinity)
  return Math.min(await freeIn(storeConfig.dataDirectory), goods)
}

async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
