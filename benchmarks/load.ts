import autocannon from 'autocannon'

/** Connections that press at once. */
const CONNECTIONS = 20

export interface Load {
  /** Answers a second. */
  rate: number
  /** Milliseconds. */
  p50: number
  p99: number
  failures: number
}

/**
 * Presses on an address for some seconds.
 * @param address full address
 * @param seconds how long
 * @param headers of each request
 */
export async function press(
  address: string,
  seconds: number,
  headers: Record<string, string>
): Promise<Load> {
  const result = await autocannon({
    url: address,
    connections: CONNECTIONS,
    duration: seconds,
    headers,
    workers: 1,
  })
  return {
    rate: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  }
}

/**
 * Presses on two addresses in turn, so that what else the machine does falls on both alike, and gives
 * the middle round of each.
 */
export async function compare(
  one: { address: string; headers: Record<string, string> },
  other: { address: string; headers: Record<string, string> },
  seconds: number,
  rounds = 3
): Promise<{ one: Load; other: Load; ratio: number }> {
  const ones: Load[] = []
  const others: Load[] = []
  await press(one.address, 2, one.headers)
  await press(other.address, 2, other.headers)
  for (let round = 0; round < rounds; round++) {
    ones.push(await press(one.address, seconds, one.headers))
    others.push(await press(other.address, seconds, other.headers))
  }
  const result = { one: middle(ones), other: middle(others) }
  return { ...result, ratio: result.one.rate / result.other.rate }
}

function middle(loads: Load[]): Load {
  return [...loads].sort((a, b) => a.rate - b.rate)[Math.floor(loads.length / 2)]
}
