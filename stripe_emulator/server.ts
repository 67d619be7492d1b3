import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { handleApiCall } from '#stripe_emulator/api/api'
import { handleControlCall } from '#stripe_emulator/control/control_api'
import { keyOf } from '#stripe_emulator/api/authentication'
import type { Control } from '#stripe_emulator/control/control'
import { BodyTooLarge, readBody } from '#stripe_emulator/http/body'
import { decodeForm } from '#stripe_emulator/http/form'
import { isKnownHost } from '#stripe_emulator/http/known_host'
import { sendFile } from '#stripe_emulator/http/files'
import { sendPage, sendText, type PageAnswer } from '#stripe_emulator/http/reply'
import { StripeError } from '#stripe_emulator/http/stripe_error'
import { findPage } from '#stripe_emulator/pages/find_page'
import { messagePage } from '#stripe_emulator/pages/message_page'
import type { PageRequest } from '#stripe_emulator/pages/page'
import type { World } from '#stripe_emulator/world'

const ASSETS = fileURLToPath(new URL('./pages/assets/', import.meta.url))
const COVERS = fileURLToPath(new URL('./catalogue/covers/', import.meta.url))

/** Answers all requests to the local Stripe: API, control API, files and pages. */
export function requestListener(worlds: [World, ...World[]], control: Control) {
  return (request: IncomingMessage, response: ServerResponse) => {
    route(worlds, control, request, response).catch((error: unknown) => {
      if (!(error instanceof BodyTooLarge)) {
        console.error(error)
      }
      if (response.headersSent) {
        response.destroy()
      } else {
        sendText(response, error instanceof BodyTooLarge ? 413 : 500, String(error))
      }
    })
  }
}

/** Only the API knows several accounts, by their keys; everything else is about the first. */
async function route(
  worlds: [World, ...World[]],
  control: Control,
  request: IncomingMessage,
  response: ServerResponse
) {
  if (!isKnownHost(request.headers.host)) {
    return sendText(response, 421, 'This is not the local Stripe’s address.')
  }
  const [world] = worlds
  const path = pathOf(request)
  if (path.startsWith('/v1/')) {
    const key = keyOf(request.headers.authorization) ?? ''
    const named = worlds.find((one) => one.secretKey === key || one.store.restrictedKeys.get(key))
    return handleApiCall(named ?? world, request, response)
  }
  if (path.startsWith('/_emulator/')) {
    return handleControlCall(control, path, request, response)
  }
  if (path.startsWith('/_catalogue/covers/')) {
    return sendFile(response, COVERS, path)
  }
  if (path.startsWith('/assets/')) {
    return sendFile(response, ASSETS, path)
  }
  if (isForeignForm(request)) {
    return sendText(response, 403, 'This form was sent by another site.')
  }
  sendPage(response, await answerPage(world, control, path, request))
}

async function answerPage(
  world: World,
  control: Control,
  path: string,
  request: IncomingMessage
): Promise<PageAnswer> {
  const method = request.method === 'POST' ? 'POST' : 'GET'
  const found = findPage(method, path)
  if (!found) {
    const page = messagePage('Page not found', `There is no page ${path}.`)
    return { status: 404, page }
  }
  const form = method === 'POST' ? decodeForm(await readBody(request)) : {}
  const pageRequest: PageRequest = {
    world,
    control,
    ids: found.ids,
    field: (name) => (typeof form[name] === 'string' ? form[name] : ''),
    query: new URL(request.url ?? '/', 'http://localhost').searchParams,
    locale: firstLanguage(request.headers['accept-language']),
  }
  try {
    return await found.handle(pageRequest)
  } catch (error) {
    if (error instanceof StripeError) {
      return { status: error.status, page: messagePage('That didn’t work', error.message) }
    }
    throw error
  }
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/'
  return url.split('?', 1)[0]
}

/** Whether a page of another origin sent the form, which is refused. */
function isForeignForm(request: IncomingMessage) {
  const { origin, host } = request.headers
  return request.method === 'POST' && origin !== undefined && origin !== `http://${host}`
}

/** The first language of the header; English if it is not a language tag, such as `*`. */
function firstLanguage(header = 'en'): string {
  const [first] = header.split(/[,;]/, 1)
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(first) ? first : 'en'
}
