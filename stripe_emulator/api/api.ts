import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { authenticate } from '#stripe_emulator/api/authentication'
import type { PreparedCall } from '#stripe_emulator/api/endpoint'
import { expanded } from '#stripe_emulator/api/expand'
import {
  earlierAnswer,
  fingerprintOf,
  keepAnswer,
  markBusy,
  markFree,
} from '#stripe_emulator/api/idempotency'
import { Router } from '#stripe_emulator/api/router'
import type { FaultOptions } from '#stripe_emulator/hostile/faults'
import type { LoggedRequest } from '#stripe_emulator/hostile/request_log'
import { readBody } from '#stripe_emulator/http/body'
import { decodeForm, decodeForms, type FormFields } from '#stripe_emulator/http/form'
import { StripeError } from '#stripe_emulator/http/stripe_error'
import { newId } from '#stripe_emulator/ids'
import { present } from '#stripe_emulator/presentation'
import { endpoints } from '#stripe_emulator/resources/endpoints'
import { API_VERSION } from '#stripe_emulator/version'
import type { World } from '#stripe_emulator/world'

/** A 500 comes from within the execution, so it counts as the answer; 502 to 504 come before it. */
const EXECUTION_BROKE = 500

const router = new Router(endpoints)

interface Call {
  requestId: string
  method: string
  path: string
  query: string
  body: string
  version: string
  /** Only POST calls have one that counts. */
  idempotencyKey: string | null
  authorization: string | undefined
}
interface Result {
  status: number
  body: object
  /** The id of the call whose answer this is, if it was made earlier. */
  replayOf?: string
}

/** Answers one call of Stripe's API under `/v1/`. */
export async function handleApiCall(
  world: World,
  request: IncomingMessage,
  response: ServerResponse
) {
  const call = await readCall(request)
  const logged = world.requests.add({
    id: call.requestId,
    at: Date.now(),
    method: call.method,
    path: call.path,
    params: loggableParams(call),
    idempotencyKey: call.idempotencyKey,
    status: null,
  })
  try {
    authenticate(call.authorization, world.secretKey)
    await answerWithKey(world, call, response, logged)
  } catch (error) {
    send(response, call, errorResult(error), logged)
  }
}

/** With an idempotency key: replays the first answer, or keeps this one as the first. */
async function answerWithKey(
  world: World,
  call: Call,
  response: ServerResponse,
  logged: LoggedRequest
) {
  const key = call.idempotencyKey
  if (key === null) {
    return answerHostile(world, call, response, logged)
  }
  const fingerprint = fingerprintOf(call.method, call.path, call.query, call.body)
  const earlier = earlierAnswer(world, key, fingerprint)
  if (earlier) {
    const { status, body, requestId: replayOf } = earlier
    return send(response, call, { status, body, replayOf }, logged)
  }
  markBusy(world, key)
  try {
    await answerHostile(world, call, response, logged, (result) =>
      keepAnswer(world, { id: key, fingerprint, requestId: call.requestId, ...result })
    )
  } finally {
    markFree(world, key)
  }
}

/** Carries the call out, with the fault and the holds that are meant for it. */
async function answerHostile(
  world: World,
  call: Call,
  response: ServerResponse,
  logged: LoggedRequest,
  keep: (result: Result) => void = () => {}
) {
  const fault = world.faults.take(call.method, call.path)
  if (fault?.kind === 'delay') {
    await pause(fault.delayMs ?? 1000)
  } else if (fault) {
    return fail(world, call, response, fault, logged, keep)
  }
  await world.holds.pass('before', call.method, call.path)
  const result = carryOut(world, call, keep)
  await world.holds.pass('after', call.method, call.path)
  send(response, call, result, logged)
}

async function fail(
  world: World,
  call: Call,
  response: ServerResponse,
  fault: FaultOptions,
  logged: LoggedRequest,
  keep: (result: Result) => void
) {
  const executed = fault.executed ?? fault.kind === 'reset_after_headers'
  if (fault.kind === 'status') {
    const result = errorResult(faultError(fault.status ?? 500))
    if (executed) {
      carryOut(world, call, () => {})
    }
    if (result.status === EXECUTION_BROKE) {
      keep(result)
    }
    return send(response, call, result, logged)
  }
  const result = executed ? carryOut(world, call, keep) : undefined
  if (fault.kind === 'timeout') {
    await untilClosed(response)
  } else if (fault.kind === 'reset_after_headers' && result) {
    response.writeHead(result.status, { 'Content-Type': 'application/json' })
    response.flushHeaders()
    await pause(20)
  }
  response.destroy()
}

/**
 * Reads the parameters and executes. Wrong parameters are answered before the execution begins, so
 * their answers are not kept for the idempotency key.
 */
function carryOut(world: World, call: Call, keep: (result: Result) => void): Result {
  let prepared: PreparedCall
  let ids: Record<string, string>
  try {
    const route = router.find(call.method, call.path)
    ids = route.ids
    prepared = route.endpoint.prepare(decodeForms(call.query, call.body))
  } catch (error) {
    return errorResult(error)
  }
  const result = execute(world, call, prepared, ids)
  keep(result)
  return result
}

function execute(
  world: World,
  call: Call,
  prepared: PreparedCall,
  ids: Record<string, string>
): Result {
  world.currentCall = { requestId: call.requestId, idempotencyKey: call.idempotencyKey }
  try {
    const answer = expanded(world, prepared.execute(world, ids), prepared.expand)
    return { status: 200, body: present(answer, world.url) }
  } catch (error) {
    return errorResult(error)
  } finally {
    world.currentCall = null
    if (call.method !== 'GET') {
      world.store.changed()
    }
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
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

function loggableParams(call: Call): FormFields {
  try {
    return decodeForms(call.query, call.body)
  } catch {
    return decodeForm(call.query)
  }
}

function send(response: ServerResponse, call: Call, result: Result, logged: LoggedRequest) {
  logged.status = result.status
  if (response.destroyed) {
    return
  }
  response.writeHead(result.status, {
    'Content-Type': 'application/json',
    'Request-Id': call.requestId,
    'Stripe-Version': call.version,
    'Cache-Control': 'no-cache, no-store',
    ...(call.idempotencyKey !== null && { 'Idempotency-Key': call.idempotencyKey }),
    ...(call.idempotencyKey !== null &&
      result.status === EXECUTION_BROKE && { 'Stripe-Should-Retry': 'false' }),
    ...(result.replayOf && {
      'Idempotent-Replayed': 'true',
      'Original-Request': result.replayOf,
    }),
  })
  response.end(JSON.stringify(result.body, null, 2))
}

function errorResult(error: unknown): Result {
  if (!(error instanceof StripeError)) {
    console.error(error)
    return errorResult(faultError(500))
  }
  return { status: error.status, body: { error: error.body } }
}

function faultError(status: number): StripeError {
  if (status === 429) {
    return new StripeError(429, {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: 'Request rate limit exceeded.',
    })
  }
  if (status === 401) {
    return new StripeError(401, {
      type: 'invalid_request_error',
      message: 'Invalid API Key provided: sk_test_****',
    })
  }
  return new StripeError(status, {
    type: status >= 500 ? 'api_error' : 'invalid_request_error',
    message: 'An unknown error occurred',
  })
}

function untilClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve()
    }
    response.on('close', resolve)
  })
}
