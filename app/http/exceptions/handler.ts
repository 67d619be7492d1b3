import { randomBytes } from 'node:crypto'
import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import { isDevServer } from '#config/app'
import { loggablePath } from '#http/server/loggable_path'
import { classifyError, type Classified } from '#http/exceptions/classify_error'
import { typedFields } from '#http/forms/typed_fields'

/** What a controller may have said of an answer that does not come. */
const BROKEN_PROMISES = [
  'content-disposition',
  'content-encoding',
  'content-length',
  'etag',
  'last-modified',
]

/** A form that came like this is sent again like this: it may be larger than others are let in. */
const MULTIPART = 'multipart/form-data'

/**
 * Turns what went wrong into a designed page, or into JSON for those who ask for it. Neither says
 * more than a visitor may know; the log says the rest. A developer's server shows the stack instead.
 */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected debug = isDevServer

  async handle(error: unknown, ctx: HttpContext) {
    const { request, response } = ctx
    const classified = classifyError(error)
    if (response.headersSent) {
      response.response.destroy()
      return
    }

    BROKEN_PROMISES.forEach((name) => response.removeHeader(name))
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
    const { status, page } = classifyError(error)
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
      })
    } catch (failure) {
      ctx.logger.error({ err: failure }, 'The error page itself failed')
      ctx.response.type('text/plain')
      return `${error.title}\n\n${error.message}\n`
    }
  }
}

/** Messages may quote what was sent; codes do not. */
function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code
}

function templateOf({ page }: Classified): string {
  return page === 'expired_form' ? 'expired_form' : 'show'
}

/** What is told about an error, in the reader's language. */
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
