import type { Endpoint } from '#stripe_emulator/api/endpoint'
import { accountEndpoints } from '#stripe_emulator/resources/account'
import { checkoutSessionEndpoints } from '#stripe_emulator/resources/checkout_sessions'
import { couponEndpoints } from '#stripe_emulator/resources/coupons'
import { billingPortalEndpoints } from '#stripe_emulator/resources/billing_portal'
import { customerEndpoints } from '#stripe_emulator/resources/customers'
import { disputeEndpoints } from '#stripe_emulator/resources/disputes'
import { eventEndpoints } from '#stripe_emulator/resources/events'
import { invoiceItemEndpoints } from '#stripe_emulator/resources/invoice_items'
import { invoiceEndpoints } from '#stripe_emulator/resources/invoices'
import { paymentEndpoints } from '#stripe_emulator/resources/payments'
import { priceEndpoints } from '#stripe_emulator/resources/prices'
import { productEndpoints } from '#stripe_emulator/resources/products'
import { promotionCodeEndpoints } from '#stripe_emulator/resources/promotion_codes'
import { refundEndpoints } from '#stripe_emulator/resources/refunds'
import { subscriptionEndpoints } from '#stripe_emulator/resources/subscriptions'
import { taxRateEndpoints } from '#stripe_emulator/resources/tax_rates'
import { webhookEndpointEndpoints } from '#stripe_emulator/resources/webhook_endpoints'

/** All endpoints of Stripe's API that are supported. */
export const endpoints: Endpoint[] = [
  ...accountEndpoints,
  ...productEndpoints,
  ...priceEndpoints,
  ...customerEndpoints,
  ...couponEndpoints,
  ...promotionCodeEndpoints,
  ...checkoutSessionEndpoints,
  ...paymentEndpoints,
  ...refundEndpoints,
  ...disputeEndpoints,
  ...subscriptionEndpoints,
  ...invoiceEndpoints,
  ...invoiceItemEndpoints,
  ...billingPortalEndpoints,
  ...taxRateEndpoints,
  ...eventEndpoints,
  ...webhookEndpointEndpoints,
]
