import http from 'node:http'
import https from 'node:https'
import type { DeliveryAttempt } from '#stripe_emulator/records'

const TIMEOUT_MS = 10_000

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 64 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 64 }),
}

/** Posts a webhook and resolves with its outcome; never rejects. The timeout is 10 seconds. */
export function postWebhook(
  url: string,
  body: string,
  headers: Record<string, string>
): Promise<DeliveryAttempt> {
  const at = Date.now()
  return new Promise((resolve) => {
    const finish = (status: number | null, error: string | null) =>
      resolve({ at, durationMs: Date.now() - at, status, error })
    const target = new URL(url)
    const protocol = target.protocol === 'https:' ? 'https:' : 'http:'
    const client = protocol === 'https:' ? https : http
    const request = client.request(target, {
      method: 'POST',
      agent: agents[protocol],
      headers: {
        ...headers,
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'Accept': '*/*; q=0.5, application/xml',
        'Cache-Control': 'no-cache',
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    request.on('response', (response) => {
      response.resume()
      response.on('end', () => finish(response.statusCode ?? null, null))
      response.on('error', (error) => finish(response.statusCode ?? null, error.message))
    })
    request.on('error', (error) => {
      const timedOut = error.name === 'AbortError' || error.name === 'TimeoutError'
      finish(null, timedOut ? 'No answer within 10 seconds' : describe(error))
    })
    request.end(body)
  })
}

/** Closes idle connections, so that they do not keep the process alive. */
export function closeWebhookConnections() {
  agents['http:'].destroy()
  agents['https:'].destroy()
}

/** The AggregateError of a refused connection to a host with two addresses has no message. */
function describe(error: Error) {
  const code = 'code' in error ? String(error.code) : error.name
  return error.message || code
}
