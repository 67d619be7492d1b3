import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import stripeConfig from '#config/stripe'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import type Purchase from '#models/purchase'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'

/** `redirect`: the URL of the portal, valid for a short time. */
export type PortalOutcome =
  | { type: 'redirect'; url: string }
  /** Stripe cannot be reached, or refuses. */
  | { type: 'unavailable' }
  /** It is not a subscription, so there is nothing to manage. */
  | { type: 'nothing' }

/**
 * Opens Stripe's billing portal, where buyers update their card, change their plan and cancel, and
 * updates the purchase afterwards.
 */
@inject()
export default class OpenPortal {
  constructor(
    private gateway: PaymentGateway,
    private fulfilCheckout: FulfilCheckout
  ) {}

  /**
   * @param returnUrl the absolute URL to which Stripe returns the buyer
   * @throws {Error} where Stripe names a URL of an unknown origin
   */
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
      logger.warn(
        { err: error, purchase: purchase.reference },
        'The billing portal could not be opened'
      )
      return { type: 'unavailable' }
    }
  }

  /**
   * Updates the purchase from Stripe, so that its page shows what was just changed in the portal.
   */
  async refresh({ checkoutSessionId, reference }: Purchase): Promise<void> {
    if (checkoutSessionId === null) {
      return
    }
    try {
      await this.fulfilCheckout.handle(checkoutSessionId, 'interactive')
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) {
        throw error
      }
      logger.warn(
        { err: error, purchase: reference },
        'A purchase could not be updated after the portal'
      )
    }
  }
}

/** @throws {Error} where the URL has an unknown origin: buyers are sent only to known ones */
function checkedAddress(url: string): string {
  const origin = URL.parse(url)?.origin
  if (origin === undefined || !stripeConfig.checkoutOrigins.includes(origin)) {
    throw new Error(`Stripe named a portal at ${origin}, which is not a known origin.`)
  }
  return url
}
