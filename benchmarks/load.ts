import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

/** Concurrent connections. */
const CONNECTIONS = 20

/** Microseconds in one tick of the counters in /proc; see proc(5). */
const TICK = 10_000

/** A server to put under load. */
export interface Target {
  address: string
  headers: Record<string, string>
  processId: number
}

export interface Load {
  /** Responses per second. */
  rate: number
  /** Microseconds of processor time that the server spends on a response. */
  cost: number
  /** Milliseconds. */
  p50: number
  p99: number
  failures: number
}

/**
 * Sends as many requests as possible for some seconds.
 */
export async function putUnderLoad(target: Target, seconds: number): Promise<Load> {
  const before = processorTime(target.processId)
  const result = await autocannon({
    url: target.address,
    connections: CONNECTIONS,
    duration: seconds,
    headers: target.headers,
    workers: 1,
  })
  return {
    rate: result.requests.average,
    cost: (processorTime(target.processId) - before) / result.requests.total,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  }
}

/**
 * Puts two servers under load in turn, so that other load on the machine affects both, and returns the
 * median round of each.
 *
 * The ratio is that of the processor time for a response, not of the rates: the load generator is slower
 * than either server with cached pages, so both rates would be its own.
 */
export async function compare(
  one: Target,
  other: Target,
  seconds: number,
  rounds = 3
): Promise<{ one: Load; other: Load; ratio: number }> {
  const ones: Load[] = []
  const others: Load[] = []
  await putUnderLoad(one, 2)
  await putUnderLoad(other, 2)
  for (let round = 0; round < rounds; round++) {
    ones.push(await putUnderLoad(one, seconds))
    others.push(await putUnderLoad(other, seconds))
  }
  const result = { one: median(ones), other: median(others) }
  return { ...result, ratio: result.other.cost / result.one.cost }
}

/** Microseconds of processor time that a process has used, in its own code and the system's. */
function processorTime(processId: number): number {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8')
  const [, , , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')')).split(' ')
  return (Number(user) + Number(system)) * TICK
}

function median(loads: Load[]): Load {
  return [...loads].sort((a, b) => a.cost - b.cost)[Math.floor(loads.length / 2)]
}
