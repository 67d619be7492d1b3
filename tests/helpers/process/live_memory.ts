import { fileURLToPath } from 'node:url'
import type { StoreProcess } from '#tests/helpers/process/store_process'
import { waitUntil } from '#tests/helpers/wait_until'

const REPORTER = fileURLToPath(new URL('report_memory.mjs', import.meta.url))

/** The environment of a store that can be asked for its live memory. */
export const REPORTS_MEMORY = { NODE_OPTIONS: `--import=${REPORTER}` }

/**
 * Bytes of objects and buffers that a store still uses after a garbage collection, unlike its
 * resident memory, which V8 lets grow with the rate of allocations.
 * @param store started with `REPORTS_MEMORY`
 */
export async function liveMemory(store: StoreProcess): Promise<number> {
  const reports = () => [...store.output().matchAll(/live memory: (\d+)/g)]
  const before = reports().length
  store.process.kill('SIGUSR2')
  await waitUntil('the memory is reported', () => reports().length > before)
  return Number(reports().at(-1)![1])
}
