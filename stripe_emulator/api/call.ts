import type { IncomingMessage } from 'node:http'
import { readBody } from '#stripe_emulator/http/body'
import { decodeForm, decodeForms, type FormFields } from '#stripe_emulator/http/form'
import { newId } from '#stripe_emulator/ids'
import { API_VERSION } from '#stripe_emulator/version'

/** One API call as received. */
export interface Call {
  requestId: string
  method: string
  path: string
  query: string
  body: string
  version: string
  /** Null except for POST: Stripe ignores the key of other methods. */
  idempotencyKey: string | null
  authorization: string | undefined
}

/** @throws BodyTooLarge */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const method = request.method ?? 'GET'
  const key = request.headers['idempotency-key']
  return {
    requestId: newId('req'),
    method,
    path: url.pathname,
    query: url.search.slice(1),
    body: await readBody(request),
    version: String(request.headers['stripe-version'] ?? API_VERSION),
    idempotencyKey: method === 'POST' && typeof key === 'string' ? key : null,
    authorization: request.headers.authorization,
  }
}

/** The decoded parameters for the log; a body that cannot be decoded is left out. */
export function loggableParams(call: Call): FormFields {
  try {
    return decodeForms(call.query, call.body)
  } catch {
    return decodeForm(call.query)
  }
}
