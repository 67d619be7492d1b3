import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import RecordStripeEvent from '#webhooks/record_stripe_event'
import RefuseWebhook from '#webhooks/refuse_webhook'
import { isNetworkExceeded } from '#http/rate_limit'
import { unsignedWebhookByNetwork } from '#http/rate_limits'
import { PROBE } from '#webhooks/webhook_probe'
import { readBody } from '#http/forms/read_body'
import { PaymentGateway } from '#stripe/payment_gateway'

/** The largest body in bytes; Stripe's events are far smaller. */
const LARGEST = 1024 * 1024

/**
 * Receives Stripe's webhooks. No session and no CSRF token: the signature of the raw body is the
 * proof. Answers 2xx only if the event is stored. Stripe sends an event again for three days, so a
 * network that sent many without a valid signature is refused unread for a while.
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
      response.header('connection', 'close')
      response.response.once('finish', () => request.request.destroy())
      return response.status(429).send({ error: { code: 'too_many_requests' } })
    }
    const rawBody = await readBody(request.request, LARGEST)
    if (rawBody === null) {
      response.header('connection', 'close')
      return response.status(413).send({ error: { code: 'too_large' } })
    }
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
}
