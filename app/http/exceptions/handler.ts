import { randomBytes } from 'node:crypto'
import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { appUrl, isDevServer } from '#config/app'
import { loggablePath } from '#http/server/loggable_path'
import { classifyError, type Classified, type ErrorPage } from '#http/exceptions/classify_error'
import { localPath } from '#http/local_path'
import { typedFields } from '#http/forms/typed_fields'

/** Headers that a controller may have set for a response that is not sent. */
const STALE_HEADERS = [
  'content-disposition',
  'content-encoding',
  'content-length',
  'etag',
  'last-modified',
]

/** A form with this encoding is sent again with it: it may exceed the limit of other forms. */
const MULTIPART = 'multipart/form-data'

/**
 * Answers errors with an error page, or with JSON if the client prefers it. Neither contains
 * details of the error; those go to the log. `node ace serve` shows the stack instead.
 */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected debug = isDevServer

  async handle(error: unknown, ctx: HttpContext) {
    const { request, response } = ctx
    const classified = classify(error, ctx)
    if (response.headersSent) {
      response.response.destroy()
      return
    }

    STALE_HEADERS.forEach((name) => response.removeHeader(name))
    response.status(classified.status)
    response.header('cache-control', 'private, no-store')
    if (classified.retryAfter !== null) {
      response.header('retry-after', String(Math.ceil(classified.retryAfter)))
    }
    if (this.debug && classified.status >= 500) {
      return this.#showStack(error, ctx, classified.status)
    }
    if (request.accepts(['html', 'json']) === 'json') {
      response.type('application/json')
      return response.send(describe(classified, ctx))
    }
    response.type('text/html; charset=utf-8')
    return response.send(await this.#page(classified, ctx))
  }

  async report(error: unknown, ctx: HttpContext) {
    const { status, page } = classify(error, ctx)
    const path = loggablePath(ctx.request.url())
    if (status >= 500) {
      ctx.logger.error({ err: error, method: ctx.request.method(), path }, 'A request failed')
    } else if (status !== 404) {
      ctx.logger.info({ status, path, reason: codeOf(error) ?? page }, 'A request was refused')
    }
  }

  /** The framework's page for developers has inline scripts and pictures. */
  async #showStack(error: unknown, ctx: HttpContext, status: number) {
    const { response } = ctx
    response.nonce = randomBytes(16).toString('base64')
    const policy = String(response.getHeader('content-security-policy'))
    response.header(
      'content-security-policy',
      policy
        .replace('script-src', `script-src 'nonce-${response.nonce}'`)
        .replace('img-src', 'img-src data:')
        // Its button that copies the error has an inline event handler.
        .concat("; script-src-attr 'unsafe-inline'")
    )
    await super.handle(error, ctx)
    response.status(status)
  }

  async #page(classified: Classified, ctx: HttpContext): Promise<string> {
    const { error } = describe(classified, ctx)
    try {
      return await ctx.view.render(`pages/errors/${templateOf(classified)}`, {
        ...error,
        status: classified.status,
        page: classified.page,
        requestId: ctx.request.id(),
        fields: typedFields(ctx.request),
        encoding: ctx.request.is([MULTIPART]) ? MULTIPART : null,
        address: ctx.request.url(true),
        pageBefore: pageBefore(ctx),
        host: new URL(appUrl).host,
      })
    } catch (failure) {
      ctx.logger.error({ err: failure }, 'The error page itself failed')
      ctx.response.type('text/plain')
      return `${error.title}\n\n${error.message}\n`
    }
  }
}

/**
 * A client that hangs up in the middle of its body causes errors of any kind, none of them ours. A
 * form without any cookie most likely comes from a browser that keeps none.
 */
function classify(error: unknown, { request: { request } }: HttpContext): Classified {
  if (request.destroyed && !request.complete) {
    return { page: 'bad_request', status: 400, retryAfter: null }
  }
  const classified = classifyError(error)
  return classified.page === 'expired_form' && !request.headers.cookie
    ? { ...classified, page: 'no_cookies' }
    : classified
}

/** Codes are safe to log; messages may quote user input. */
function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code
}

/** The error pages with a template of their own. */
const TEMPLATES: Partial<Record<ErrorPage, string>> = {
  expired_form: 'expired_form',
  no_cookies: 'no_cookies',
}

function templateOf({ page }: Classified): string {
  return TEMPLATES[page] ?? 'show'
}

/** The page that a form was sent from, as its browser says; else the store. */
function pageBefore({ request }: HttpContext): string {
  const sender = URL.parse(request.header('referer') ?? '')
  return localPath(sender && sender.pathname + sender.search) ?? '/'
}

/** The error as shown to the visitor, in their language. */
function describe({ page, retryAfter }: Classified, { i18n }: HttpContext) {
  const minutes = Math.max(1, Math.ceil((retryAfter ?? 60) / 60))
  return {
    error: {
      code: page,
      title: i18n.t(`errors.${page}.title`),
      message: i18n.t(`errors.${page}.text`, { minutes }),
    },
  }
}
