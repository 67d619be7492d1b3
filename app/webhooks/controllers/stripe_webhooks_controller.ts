import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import RecordStripeEvent from '#webhooks/record_stripe_event'
import { PROBE } from '#webhooks/webhook_probe'
import { readBody } from '#http/forms/read_body'
import { PaymentGateway } from '#stripe/payment_gateway'

/** The largest body in bytes; Stripe's events are far smaller. */
const LARGEST = 1024 * 1024

/**
 * Receives Stripe's webhooks. No session and no CSRF token: the signature of the raw body is the
 * proof. Answers 2xx only if the event is stored.
 */
@inject()
export default class StripeWebhooksController {
  constructor(
    private gateway: PaymentGateway,
    private recordStripeEvent: RecordStripeEvent
  ) {}

  async store({ request, response }: HttpContext) {
    response.header('cache-control', 'no-store')
    const rawBody = await readBody(request.request, LARGEST)
    if (rawBody === null) {
      response.header('connection', 'close')
      return response.status(413).send({ error: { code: 'too_large' } })
    }
    const event = this.gateway.verifyEvent(rawBody, request.header('stripe-signature') ?? '')
    if (event === null) {
      return response.status(400).send({ error: { code: 'bad_signature' } })
    }
    if (event.type.startsWith(PROBE)) {
      return response.status(200).send({ received: true, probe: true })
    }
    await this.recordStripeEvent.handle({ event, rawBody })
    return response.status(200).send({ received: true })
  }
}
