import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { authenticate } from '#stripe_emulator/api/authentication'
import { loggableParams, readCall, type Call } from '#stripe_emulator/api/call'
import type { PreparedCall } from '#stripe_emulator/api/endpoint'
import { expanded } from '#stripe_emulator/api/expand'
import {
  earlierAnswer,
  fingerprintOf,
  saveAnswer,
  markBusy,
  markFree,
} from '#stripe_emulator/api/idempotency'
import {
  errorResult,
  EXECUTION_FAILED,
  faultError,
  sendResult,
  type Result,
} from '#stripe_emulator/api/result'
import { checkRight } from '#stripe_emulator/api/rights'
import { Router } from '#stripe_emulator/api/router'
import type { FaultOptions } from '#stripe_emulator/hostile/faults'
import type { LoggedRequest } from '#stripe_emulator/hostile/request_log'
import { decodeForms } from '#stripe_emulator/http/form'
import { present } from '#stripe_emulator/presentation'
import { endpoints } from '#stripe_emulator/resources/endpoints'
import type { World } from '#stripe_emulator/world'

const router = new Router(endpoints)

/** Runs a call, and saves its answer under its idempotency key, if it has one. */
interface Execution {
  run: () => Result
  save: (result: Result) => void
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
    const { key, rights } = authenticate(call.authorization, world)
    if (rights !== null) {
      checkRight(rights, call, { key, accountId: world.accountId })
    }
    await answerWithKey(world, call, response, logged)
  } catch (error) {
    sendResult(response, call, errorResult(error), logged)
  }
}

/** Replays the first answer to a repeated idempotency key, and saves the answer to a new one. */
async function answerWithKey(
  world: World,
  call: Call,
  response: ServerResponse,
  logged: LoggedRequest
) {
  const key = call.idempotencyKey
  if (key === null) {
    const save = () => {}
    return answer(world, call, response, logged, { save, run: () => carryOut(world, call, save) })
  }
  const fingerprint = fingerprintOf(call.method, call.path, call.query, call.body)
  const earlier = earlierAnswer(world, key, fingerprint)
  if (earlier) {
    const { status, body, requestId: replayOf } = earlier
    const run = () => ({ status, body, replayOf })
    return answer(world, call, response, logged, { save: () => {}, run })
  }
  const save = (result: Result) =>
    saveAnswer(world, { id: key, fingerprint, requestId: call.requestId, ...result })
  markBusy(world, key)
  try {
    await answer(world, call, response, logged, { save, run: () => carryOut(world, call, save) })
  } finally {
    markFree(world, key)
  }
}

/** Runs the call and answers, applying the fault and the holds that match it. */
async function answer(
  world: World,
  call: Call,
  response: ServerResponse,
  logged: LoggedRequest,
  execution: Execution
) {
  const fault = world.faults.take(call.method, call.path)
  if (fault?.kind === 'delay') {
    await pause(fault.delayMs ?? 1000)
  } else if (fault) {
    return fail(call, response, fault, logged, execution)
  }
  await world.holds.pass('before', call.method, call.path)
  const result = execution.run()
  await world.holds.pass('after', call.method, call.path)
  sendResult(response, call, result, logged)
}

async function fail(
  call: Call,
  response: ServerResponse,
  fault: FaultOptions,
  logged: LoggedRequest,
  { run, save }: Execution
) {
  const executed = fault.executed ?? fault.kind === 'reset_after_headers'
  const result = executed ? run() : undefined
  if (fault.kind === 'status') {
    const broken = errorResult(faultError(fault.status ?? 500, fault.error))
    if (broken.status === EXECUTION_FAILED) {
      save(broken)
    }
    return sendResult(response, call, broken, logged)
  }
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
 * Parses the parameters and executes the call. Invalid parameters are refused before the execution
 * starts, so, as in Stripe, that answer is not saved for the idempotency key.
 */
function carryOut(world: World, call: Call, save: (result: Result) => void): Result {
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
  save(result)
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
    const shown = expanded(world, prepared.execute(world, ids), prepared.expand)
    return { status: 200, body: present(shown, world) }
  } catch (error) {
    return errorResult(error)
  } finally {
    world.currentCall = null
    if (call.method !== 'GET') {
      world.store.changed()
    }
  }
}

function untilClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve()
    }
    response.on('close', resolve)
  })
}
