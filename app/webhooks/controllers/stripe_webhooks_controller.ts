import { inject } from '@adonisjs/core'
import type { HttpContext, HttpRequest, HttpResponse } from '@adonisjs/core/http'
import RecordStripeEvent from '#webhooks/record_stripe_event'
import RefuseWebhook from '#webhooks/refuse_webhook'
import { isNetworkExceeded } from '#http/rate_limit'
import { unsignedWebhookByNetwork } from '#http/rate_limits'
import { PROBE } from '#webhooks/webhook_probe'
import { type ReadBody, readBody } from '#http/forms/read_body'
import { limitBodyTime } from '#http/server/body_time'
import { PaymentGateway } from '#stripe/payment_gateway'

/** The largest body in bytes; Stripe's events are far smaller. */
const LARGEST = 1024 * 1024

/** Milliseconds for a body to arrive; Stripe sends its own at once. */
const BODY_TIME = 10_000

/**
 * Receives Stripe's webhooks. No session and no CSRF token: the signature of the raw body is the
 * proof. Answers 2xx only if the event is stored. Stripe sends an event again for three days, so a
 * network that sent many without a valid signature is refused unread for a while, and of bodies that
 * arrive slowly only some are kept in memory. A body that breaks off counts as one without a
 * signature.
 */
@inject()
export default class StripeWebhooksController {
  constructor(
    private gateway: PaymentGateway,
    private recordStripeEvent: RecordStripeEvent,
    private refuseWebhook: RefuseWebhook
  ) {}

  async store({ request, response }: HttpContext) {
    response.header('cache-control', 'no-store')
    if (await isNetworkExceeded(unsignedWebhookByNetwork, request.ip())) {
      hangUpAfter(response, request)
      return response.status(429).send({ error: { code: 'too_many_requests' } })
    }
    const read = await this.#read(request)
    if (read.type === 'crowded_out') {
      hangUpAfter(response, request)
      return response.status(503).send({ error: { code: 'too_slow' } })
    }
    if (read.type === 'too_large') {
      response.header('connection', 'close')
      return response.status(413).send({ error: { code: 'too_large' } })
    }
    const rawBody = read.text
    const body = this.gateway.verifyEvent(rawBody, request.header('stripe-signature') ?? '')
    if (body.type !== 'event') {
      const code = await this.refuseWebhook.handle(body, request.ip())
      return response.status(400).send({ error: { code } })
    }
    const { event } = body
    if (event.type.startsWith(PROBE)) {
      return response.status(200).send({ received: true, probe: true })
    }
    await this.recordStripeEvent.handle({ event, rawBody })
    await this.refuseWebhook.clear()
    return response.status(200).send({ received: true })
  }

  async #read(request: HttpRequest): Promise<ReadBody> {
    const address = request.ip()
    let read: ReadBody | null = null
    limitBodyTime(request.request, BODY_TIME)
    try {
      read = await readBody(request.request, { maxBytes: LARGEST, address })
      return read
    } finally {
      if (read?.type !== 'whole') {
        await this.refuseWebhook.count(address)
      }
    }
  }
}

/** The rest of the body is not read. */
function hangUpAfter(response: HttpResponse, request: HttpRequest) {
  response.header('connection', 'close')
  response.response.once('finish', () => request.request.destroy())
}
