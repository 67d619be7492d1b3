/** The part of autocannon that is used here; the package has no types of its own. */
declare module 'autocannon' {
  interface Result {
    requests: { average: number; total: number }
    latency: { p50: number; p99: number }
    non2xx: number
    errors: number
    timeouts: number
  }
  interface Options {
    url: string
    connections: number
    duration: number
    headers: Record<string, string>
    workers?: number
  }
  export default function autocannon(options: Options): Promise<Result>
}
