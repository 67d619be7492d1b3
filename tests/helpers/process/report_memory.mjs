// Loaded into a store by `live_memory.ts`: on SIGUSR2 it collects garbage and prints what is left.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

process.on('SIGUSR2', () => {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  console.log(`live memory: ${heapUsed + external}`)
})
