import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'

/**
 * The machine, the date and the commit of a measurement.
 */
export function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    commit: commit(),
    load: loadavg()[0].toFixed(2),
  }
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
