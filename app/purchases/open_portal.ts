import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import FulfilCheckout from '#purchases/fulfilment/fulfil_checkout'
import type Purchase from '#models/purchase'
import { knownAddress } from '#stripe/known_origin'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import { withRefusals } from '#stripe/with_refusals'

/** The act of which Stripe's refusals are recorded. */
const PORTAL = { act: 'portal', label: 'Billing portal' }

/** `redirect`: the URL of the portal, valid for a short time. */
export type PortalOutcome =
  | { type: 'redirect'; url: string }
  /** Stripe cannot be reached; the buyer can try again. */
  | { type: 'unavailable' }
  /** Stripe refuses, which only the store's owner can change. */
  | { type: 'refused' }
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
   */
  async handle(purchase: Purchase, returnUrl: string): Promise<PortalOutcome> {
    const { stripeCustomerId, subscriptionId } = purchase
    if (stripeCustomerId === null || subscriptionId === null) {
      return { type: 'nothing' }
    }
    try {
      const url = await withRefusals(PORTAL, async () =>
        knownAddress(
          await this.gateway.createPortalSession(stripeCustomerId, returnUrl, 'interactive')
        )
      )
      return { type: 'redirect', url }
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) {
        throw error
      }
      logger.warn(
        { err: error, purchase: purchase.reference },
        'The billing portal could not be opened'
      )
      return { type: error.isTemporary ? 'unavailable' : 'refused' }
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
