import stripeConfig from '#config/stripe'
import { PaymentGatewayError } from '#stripe/payment_gateway'

/**
 * The address of a payment page or of the portal. Buyers are sent only to known origins.
 * @throws {PaymentGatewayError} `unknown_origin` for any other, such as a custom domain that is not set
 */
export function knownAddress(url: string | null): string {
  const origin = URL.parse(url ?? '')?.origin
  if (url === null || origin === undefined || !stripeConfig.checkoutOrigins.includes(origin)) {
    throw new PaymentGatewayError(
      'refused',
      `Stripe’s page is at ${origin ?? 'no address'}, which is not one of STRIPE_CHECKOUT_ORIGINS.`,
      { refusal: 'unknown_origin' }
    )
  }
  return url
}
