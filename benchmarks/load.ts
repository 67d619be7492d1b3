import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

/** Connections that press at once. */
const CONNECTIONS = 20

/** Microseconds in one tick of the counters in /proc; see proc(5). */
const TICK = 10_000

/** A server to press on. */
export interface Target {
  address: string
  headers: Record<string, string>
  processId: number
}

export interface Load {
  /** Answers a second. */
  rate: number
  /** Microseconds of processor time that the server spends on an answer. */
  cost: number
  /** Milliseconds. */
  p50: number
  p99: number
  failures: number
}

/**
 * Presses on a server for some seconds.
 */
export async function press(target: Target, seconds: number): Promise<Load> {
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
 * Presses on two servers in turn, so that what else the machine does falls on both alike, and gives
 * the middle round of each.
 *
 * The ratio is that of the processor time for an answer: what presses is slower than either server
 * where pages lie ready, so their rates would both be its own.
 */
export async function compare(
  one: Target,
  other: Target,
  seconds: number,
  rounds = 3
): Promise<{ one: Load; other: Load; ratio: number }> {
  const ones: Load[] = []
  const others: Load[] = []
  await press(one, 2)
  await press(other, 2)
  for (let round = 0; round < rounds; round++) {
    ones.push(await press(one, seconds))
    others.push(await press(other, seconds))
  }
  const result = { one: middle(ones), other: middle(others) }
  return { ...result, ratio: result.other.cost / result.one.cost }
}

/** Microseconds of processor time that a process has used, in its own code and the system's. */
function processorTime(processId: number): number {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8')
  const [, , , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')')).split(' ')
  return (Number(user) + Number(system)) * TICK
}

function middle(loads: Load[]): Load {
  return [...loads].sort((a, b) => a.cost - b.cost)[Math.floor(loads.length / 2)]
}
