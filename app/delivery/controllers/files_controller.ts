import { errors, type HttpContext } from '@adonisjs/core/http'
import DeliverFile, { type Delivery } from '#delivery/deliver_file'
import { HAND_OVER_HEADER } from '#delivery/hand_over'
import { accelPath } from '#delivery/nginx_probe'
import deliveryConfig from '#config/delivery'
import { attachmentNamed } from '#storage/content_disposition'
import { RangedBody } from '#storage/ranged_body'
import { accountIdOf, buyerOf } from '#buyers/buyer'
import { writeStep } from '#access/next_step'
import type FileRelease from '#models/file_release'

/** Seconds until a retry where bytes are missing: staff must restore them first. */
const RETRY_AFTER = 3600

const CACHE_CONTROL = 'private, no-store, no-transform'

/** A file that a browser opens anyway can run and load nothing. */
const FILE_POLICY = "sandbox; default-src 'none'"

/**
 * Sends a file to a buyer. Needs `productRequired`. Answers 403 where the download limit is
 * reached, 404 for a file that buyers do not get, 503 where its bytes are missing.
 */
export default class FilesController {
  async show(ctx: HttpContext) {
    const { params, productConfig, productPurchase, request } = ctx
    const version = request.qs().release
    const outcome = await new DeliverFile().handle({
      configurationId: productConfig.id,
      downloadLimit: productConfig.downloadLimit,
      fileReference: params.fileReference,
      version: typeof version === 'string' ? version : undefined,
      buyer: {
        purchaseId: productPurchase.id,
        userId: accountIdOf(buyerOf(productPurchase)),
        address: request.ip(),
        userAgent: request.header('user-agent') ?? null,
      },
    })

    switch (outcome.type) {
      case 'ready':
        return this.#deliver(ctx, outcome)
      case 'missing':
        return this.#answerMissing(ctx, outcome.release)
      case 'used_up':
        return this.#refuseMore(ctx, outcome.release)
      case 'not_found':
        throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
    }
  }

  async #deliver(ctx: HttpContext, delivery: Delivery) {
    const { request, response } = ctx
    const { release } = delivery

    response.header('content-type', release.contentType)
    response.header('content-disposition', attachmentNamed(release.filename))
    response.header('etag', `"${release.sha256}"`)
    response.header('cache-control', CACHE_CONTROL)
    response.header('content-security-policy', FILE_POLICY)

    if (deliveryConfig.accelPrefix !== undefined && release.disk === 'local') {
      return this.#sendByNginx(ctx, delivery, deliveryConfig.accelPrefix)
    }
    const body = new RangedBody(request.request, { size: release.size, open: delivery.open })
    response.onFinish(() => this.#recordEnd(ctx, delivery, body))
    response.stream(body, (error) => this.#refuse(ctx, error))
  }

  /**
   * Lets nginx send the bytes, with their ranges and conditions, and report what it has sent.
   * Source: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_headers and
   * https://www.nginx.com/resources/wiki/start/topics/examples/x-accel/
   */
  #sendByNginx({ request, response }: HttpContext, delivery: Delivery, prefix: string) {
    if (request.method() !== 'HEAD') {
      response.header(HAND_OVER_HEADER, delivery.handOver())
    }
    const path = accelPath(prefix, delivery.release.storageKey)
    return response.status(200).header('x-accel-redirect', path).send('')
  }

  async #recordEnd({ logger, response }: HttpContext, delivery: Delivery, body: RangedBody) {
    try {
      await delivery.end({
        bytes: body.sentBytes,
        reachedEnd: body.reachesEnd && response.response.writableFinished,
      })
    } catch (error) {
      logger.error(
        { err: error, release: delivery.release.id },
        'The bytes of a download were not recorded'
      )
    }
  }

  /** Conditions that cannot be met (412, 416), and bytes that could not be opened. */
  #refuse({ i18n, logger, response }: HttpContext, error: NodeJS.ErrnoException): [string, number] {
    const { status = 503 } = error as { status?: number }
    const isRefusal = status === 412 || status === 416
    if (!isRefusal) {
      logger.error({ err: error }, 'A file could not be opened')
    }
    response.removeHeader('content-disposition')
    response.response.removeHeader('content-disposition')
    response.response.removeHeader('content-length')
    return isRefusal
      ? [i18n.t(`purchases.refused_${status}`), status]
      : [i18n.t('purchases.missing.text'), 503]
  }

  /** Answers 503: the file is missing on the store's side. Nothing is counted. */
  async #answerMissing({ i18n, request, response, view }: HttpContext, release: FileRelease) {
    response.status(503)
    response.header('retry-after', String(RETRY_AFTER))
    if (request.accepts(['html', 'json']) === 'json') {
      const message = i18n.t('purchases.missing.text')
      return response.send({ error: { code: 'file_missing', message } })
    }
    return view.render('pages/access/missing', { filename: release.filename })
  }

  /** Answers 403 with the limit and how to contact the store. */
  async #refuseMore(ctx: HttpContext, release: FileRelease) {
    const { i18n, productConfig, productPurchase, request, response, view } = ctx
    const words = { name: release.filename, count: productConfig.downloadLimit ?? 0 }
    response.status(403)
    if (request.accepts(['html', 'json']) === 'json') {
      const message = i18n.t('purchases.used_up.text', words)
      return response.send({ error: { code: 'download_limit', message } })
    }
    return view.render('pages/access/used_up', {
      words,
      purchase: productPurchase,
      next: writeStep({ purchase: productPurchase }, i18n),
    })
  }
}
