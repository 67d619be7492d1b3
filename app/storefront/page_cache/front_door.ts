import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import app from '@adonisjs/core/services/app'
import { isKnownHost } from '#http/server/known_hosts'
import { BUILT_HEADERS, readBuiltFiles } from '#storefront/page_cache/built_files'
import {
  type CachedPage,
  type Encoding,
  chooseEncoding,
  hasPage,
  PUBLIC_HEADERS,
} from '#storefront/page_cache/cached_page'
import { catalogueClock } from '#catalogue/catalogue_clock'
import { hasSession, publicPages } from '#storefront/page_cache/public_pages'
import { remembered } from '#storefront/page_cache/remembered'
import { readerLocale } from '#shared/reader_locale'
import { securityHeaders } from '#http/server/security_headers'

/**
 * Wraps the framework's handler and answers requests without a session from the page cache, with
 * the same host check, language, headers, entity tag and encoding as the framework. Built
 * stylesheets and scripts are sent compressed. Everything else goes to `inside`. The caller must
 * have set the request id.
 */
export function withFrontDoor(inside: RequestListener): RequestListener {
  let built: Map<string, CachedPage> = new Map()
  void readBuiltFiles(app.publicPath('assets'), '/assets').then((files) => (built = files))

  return (request, response) => {
    if (!isForEverybody(request)) {
      return inside(request, response)
    }
    const file = built.get(request.url ?? '')
    if (file !== undefined) {
      return answer(request, response, file, BUILT)
    }
    if (!publicPages.isCacheable(request.url ?? '') || hasSession(request.headers.cookie)) {
      return inside(request, response)
    }
    const state = catalogueClock.known
    if (state !== null) {
      return answerOr(inside, request, response, state)
    }
    catalogueClock.read().then(
      (read) => answerOr(inside, request, response, read),
      () => inside(request, response)
    )
  }
}

function isForEverybody({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && isKnownHost(headers.host)
}

function answerOr(
  inside: RequestListener,
  request: IncomingMessage,
  response: ServerResponse,
  state: string
) {
  const locale = localeOf(request.headers['accept-language'] ?? '')
  const page = publicPages.get(request.url ?? '', locale, state)
  if (page === null) {
    return inside(request, response)
  }
  answer(request, response, page, PAGE)
}

function answer(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  page: CachedPage,
  common: string[]
) {
  const own = [...common, 'etag', page.etag, 'x-request-id', String(headers['x-request-id'])]
  if (hasPage(headers['if-none-match'], page.etag)) {
    response.writeHead(304, own)
    response.end()
    return
  }
  const encoding = encodingOf(headers['accept-encoding'] ?? '')
  const body = page.bodies[encoding]
  own.push('content-type', page.contentType, 'content-length', String(body.length))
  if (encoding !== 'identity') {
    own.push('content-encoding', encoding)
  }
  response.writeHead(200, own)
  response.end(method === 'HEAD' ? undefined : body)
}

const PAGE = Object.entries({ ...securityHeaders(), ...PUBLIC_HEADERS }).flat()
const BUILT = Object.entries({ ...securityHeaders(), ...BUILT_HEADERS }).flat()

const localeOf = remembered((acceptLanguage) => readerLocale(acceptLanguage || undefined))
const encodingOf = remembered<Encoding>((acceptEncoding) => chooseEncoding(acceptEncoding))
