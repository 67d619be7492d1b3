import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Control } from '#stripe_emulator/control/control'
import { readBody } from '#stripe_emulator/http/body'
import { sendJson } from '#stripe_emulator/http/reply'
import { StripeError } from '#stripe_emulator/http/stripe_error'

/**
 * Answers `POST /_emulator/<call>` with a JSON body. JSON is required because a page of another origin
 * cannot send it without a CORS preflight, which is refused here.
 */
export async function handleControlCall(
  control: Control,
  path: string,
  request: IncomingMessage,
  response: ServerResponse
) {
  const name = path.slice('/_emulator/'.length)
  const isJson = request.headers['content-type']?.startsWith('application/json')
  if (request.method !== 'POST' || !isJson || !Object.hasOwn(control.calls, name)) {
    return sendJson(response, 404, { error: { message: `There is no control call "${name}".` } })
  }
  const call = control.calls[name as keyof Control['calls']] as (input: object) => unknown
  try {
    const input = JSON.parse((await readBody(request)) || '{}') as object
    sendJson(response, 200, await call(input))
  } catch (error) {
    const status = error instanceof StripeError ? error.status : 400
    const message = error instanceof Error ? error.message : String(error)
    sendJson(response, status, { error: { message } })
  }
}
