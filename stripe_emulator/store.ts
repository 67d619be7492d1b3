import { Collection } from '#stripe_emulator/collection'
import type {
  Charge,
  CheckoutSession,
  Coupon,
  Customer,
  Discount,
  Dispute,
  Invoice,
  InvoiceItem,
  InvoicePayment,
  PaymentIntent,
  PaymentMethod,
  PortalSession,
  Price,
  Product,
  PromotionCode,
  Refund,
  StripeEvent,
  StripeObject,
  Subscription,
  TaxRate,
  WebhookEndpoint,
} from '#stripe_emulator/objects'
import type {
  Clock,
  CurrencyAmounts,
  DeletedCustomer,
  Delivery,
  EndpointSecret,
  IdempotentAnswer,
  InlinePrice,
  Offer,
  PendingFee,
  RestrictedKey,
  SavedSettings,
  SessionDetails,
  SubscriptionDetails,
  CouponProducts,
} from '#stripe_emulator/records'

/** A store as plain data, to be saved to a file. */
export type StoreSnapshot = Record<string, { id: string }[]>

/** All objects of the local Stripe. */
export class Store {
  readonly products = new Collection<Product>()
  readonly prices = new Collection<Price>()
  readonly customers = new Collection<Customer>()
  readonly coupons = new Collection<Coupon>()
  readonly discounts = new Collection<Discount>()
  readonly promotionCodes = new Collection<PromotionCode>()
  readonly checkoutSessions = new Collection<CheckoutSession>()
  readonly paymentIntents = new Collection<PaymentIntent>()
  readonly paymentMethods = new Collection<PaymentMethod>()
  readonly charges = new Collection<Charge>()
  readonly balanceTransactions = new Collection<StripeObject>()
  readonly refunds = new Collection<Refund>()
  readonly disputes = new Collection<Dispute>()
  readonly subscriptions = new Collection<Subscription>()
  readonly invoices = new Collection<Invoice>()
  readonly invoiceItems = new Collection<InvoiceItem>()
  readonly invoicePayments = new Collection<InvoicePayment>()
  readonly portalSessions = new Collection<PortalSession>()
  readonly taxRates = new Collection<TaxRate>()
  readonly events = new Collection<StripeEvent>()
  readonly webhookEndpoints = new Collection<WebhookEndpoint>()

  readonly couponProducts = new Collection<CouponProducts>()
  readonly currencyAmounts = new Collection<CurrencyAmounts>()
  readonly upsells = new Collection<Offer>()
  readonly crossSells = new Collection<Offer>()
  readonly sessionDetails = new Collection<SessionDetails>()
  readonly subscriptionDetails = new Collection<SubscriptionDetails>()
  readonly endpointSecrets = new Collection<EndpointSecret>()
  readonly idempotentAnswers = new Collection<IdempotentAnswer>()
  readonly deliveries = new Collection<Delivery>()
  readonly deletedCustomers = new Collection<DeletedCustomer>()
  readonly pendingFees = new Collection<PendingFee>()
  readonly clocks = new Collection<Clock>()
  readonly restrictedKeys = new Collection<RestrictedKey>()
  readonly settings = new Collection<SavedSettings>()
  readonly inlinePrices = new Collection<InlinePrice>()

  /** Called after every change; set if the state is saved to a file. */
  changed: () => void = () => {}

  snapshot(): StoreSnapshot {
    return Object.fromEntries(
      this.#collections().map(([name, collection]) => [name, [...collection.all()]])
    )
  }

  restore(snapshot: StoreSnapshot) {
    for (const [name, collection] of this.#collections()) {
      collection.replaceAll(snapshot[name] ?? [])
    }
  }

  clear() {
    this.restore({})
  }

  #collections(): [string, Collection<{ id: string }>][] {
    return Object.entries(this).filter(
      (entry): entry is [string, Collection<{ id: string }>] => entry[1] instanceof Collection
    )
  }
}
