import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import stripeConfig from '#config/stripe'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import type Purchase from '#models/purchase'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'

export type PortalOutcome =
  | { type: 'redirect'; url: string }
  /** Stripe does not answer. */
  | { type: 'unavailable' }
  /** It is no subscription, so there is nothing to look after. */
  | { type: 'nothing' }

/**
 * The way to Stripe's billing portal and back: buyers mend their card there, change their plan and
 * cancel.
 */
@inject()
export default class OpenPortal {
  constructor(
    private gateway: PaymentGateway,
    private fulfilCheckout: FulfilCheckout
  ) {}

  /** @param returnUrl where the buyer comes back to */
  async handle(purchase: Purchase, returnUrl: string): Promise<PortalOutcome> {
    const { stripeCustomerId, subscriptionId } = purchase
    if (stripeCustomerId === null || subscriptionId === null) {
      return { type: 'nothing' }
    }
    try {
      const url = await this.gateway.createPortalSession(stripeCustomerId, returnUrl, 'interactive')
      return { type: 'redirect', url: checkedAddress(url) }
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) {
        throw error
      }
      logger.warn({ err: error, purchase: purchase.reference }, 'The portal cannot be opened')
      return { type: 'unavailable' }
    }
  }

  /** Looks at the purchase again, so that its page tells what was done at Stripe just now. */
  async comeBack({ checkoutSessionId, reference }: Purchase): Promise<void> {
    if (checkoutSessionId === null) {
      return
    }
    try {
      await this.fulfilCheckout.handle(checkoutSessionId, 'interactive')
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) {
        throw error
      }
      logger.warn({ err: error, purchase: reference }, 'A purchase is looked at later')
    }
  }
}

/** @throws where Stripe names an address that buyers are never sent to */
function checkedAddress(url: string): string {
  const origin = URL.parse(url)?.origin
  if (origin === undefined || !stripeConfig.checkoutOrigins.includes(origin)) {
    throw new Error(`Stripe named a portal at ${origin}, which is no known origin.`)
  }
  return url
}
