import { inject } from '@adonisjs/core'
import logger from '@adonisjs/core/services/logger'
import stripeConfig from '#config/stripe'
import { accountBuyer } from '#buyers/buyer'
import { isForSale, type NotForSale } from '#catalogue/product_standing'
import CheckoutAttempts, { type AttemptState } from '#checkout/checkout_attempts'
import CloseOtherCurrencies from '#checkout/close_other_currencies'
import EnsureCustomer from '#checkout/ensure_customer'
import type { CheckoutAddresses } from '#checkout/session_parameters'
import FindQuestion from '#checkout/find_question'
import { NOT_TO_BE_ASKED, type Question } from '#purchases/subscriptions/second_questions'
import { isUniqueViolation } from '#database/conflicts'
import { TooManyRequestsException } from '#http/exceptions/too_many_requests_exception'
import type CheckoutAttempt from '#models/checkout_attempt'
import { checkCheckoutLimit, countCheckout, uncountCheckout } from '#purchases/checkout_limit'
import type User from '#models/user'
import { PaymentGatewayError } from '#stripe/payment_gateway'
import { causeOf, concernsEverything, stripeRefusals } from '#stripe/stripe_refusals'
import { Deadline } from '#shared/deadline'
import FindStoreProduct, { type StoreProduct } from '#catalogue/find_store_product'
import { findSellablePrice, type SellablePrice } from '#catalogue/prices/sellable_prices'

export interface StartCheckoutInput {
  user: User
  productSlug: string
  /** Stripe's id of the price; null for the product's main price. */
  priceStripeId: string | null
  /** Whether the buyer confirmed paying again for what they have. */
  isConfirmed: boolean
  /** The question that they confirmed; null where their page does not say. */
  question: string | null
  addresses: CheckoutAddresses
  /** The buyer's IP address; null where no browser asks, so that no limit applies. */
  ip: string | null
}

/**
 * - `redirect` the buyer can pay at `url`
 * - `complete` the buyer has just paid this attempt; only the result needs to be read
 * - `ask_again` the buyer has the product, or its payment is pending, or has a subscription to it
 *   that has not ended; also where they confirmed another question than the one that applies now
 * - `not_for_sale` not now, or no longer
 * - `unknown_product` there is none with this slug
 * - `unknown_price` not a sellable price of this product
 * - `too_many` too many checkouts were opened and not paid; the next is allowed in some seconds
 * - `unavailable` Stripe cannot be reached; the buyer can try again
 * - `refused` Stripe refuses; trying again does not help. `because` says who can change it
 */
export type StartCheckoutOutcome =
  | { type: 'redirect'; url: string }
  | { type: 'complete'; sessionId: string }
  | { type: 'ask_again'; question: Question; product: StoreProduct; price: SellablePrice }
  | { type: 'not_for_sale'; product: StoreProduct; standing: NotForSale }
  | { type: 'unknown_product' }
  | { type: 'unknown_price'; product: StoreProduct }
  | { type: 'too_many'; product: StoreProduct; retryAfterSeconds: number }
  | { type: 'unavailable'; product: StoreProduct }
  | { type: 'refused'; product: StoreProduct; because: RefusedBecause }

/**
 * - `email` Stripe does not accept the buyer's e-mail address
 * - `price` Stripe does not sell this price
 * - `store` anything else, which only the store's owner can change
 */
export type RefusedBecause = 'email' | 'price' | 'store'

/** Attempts before giving up, each of which failed or was started by another request. */
const TRIES = 5

/**
 * Creates a Checkout Session, or returns the one that is open: a second click for the same buyer
 * and price gets the session that is already open.
 */
@inject()
export default class StartCheckout {
  constructor(
    private attempts: CheckoutAttempts,
    private ensureCustomer: EnsureCustomer,
    private closeOtherCurrencies: CloseOtherCurrencies
  ) {}

  async handle(input: StartCheckoutInput): Promise<StartCheckoutOutcome> {
    const product = await findProduct(input.productSlug)
    if (product === null) {
      return { type: 'unknown_product' }
    }
    if (!isForSale(product.standing)) {
      return { type: 'not_for_sale', product, standing: product.standing }
    }
    const price = await choosePrice(product, input.priceStripeId)
    if (price === null) {
      return { type: 'unknown_price', product }
    }
    try {
      return await this.#sendToPay(input, product, price)
    } catch (error) {
      if (error instanceof PaymentGatewayError) {
        return failed(error, product, price)
      }
      if (error instanceof TooManyRequestsException) {
        return { type: 'too_many', product, retryAfterSeconds: error.retryAfterSeconds }
      }
      throw error
    }
  }

  async #sendToPay(
    input: StartCheckoutInput,
    product: StoreProduct,
    price: SellablePrice
  ): Promise<StartCheckoutOutcome> {
    const deadline = new Deadline(stripeConfig.interactiveDeadline)
    const open = await this.attempts.findOpen(input.user.id, [price])
    const state = open ? await this.attempts.resume(open, deadline) : null
    if (state?.type === 'complete') {
      return state
    }
    const question = product.mayBuyAgain
      ? null
      : await new FindQuestion().handle(input.user, product, price)
    if (question !== null && !isAnswered(question, input)) {
      return { type: 'ask_again', question, product, price }
    }
    const opened =
      state?.type === 'open' ? state : await this.#open(input, product, price, deadline)
    if (opened.type === 'closed') {
      return failed(opened.error, product, price)
    }
    if (opened.type === 'complete') {
      return opened
    }
    const confirmed = product.mayBuyAgain ? NOT_TO_BE_ASKED : question
    if (confirmed !== null) {
      await this.attempts.recordConfirmation(input.user.id, [price], confirmed)
    }
    await stripeRefusals.clear([EVERY_CHECKOUT, actOf(price)])
    return { type: 'redirect', url: opened.url }
  }

  /** The database lets one of several concurrent requests begin; the others resume its attempt. */
  async #open(
    input: StartCheckoutInput,
    product: StoreProduct,
    price: SellablePrice,
    deadline: Deadline
  ): Promise<AttemptState> {
    let state: AttemptState = { type: 'closed', error: null }
    let goneCustomerId: string | null = null
    let isForCurrency = false
    const { currency } = price
    if (input.ip !== null) {
      await checkCheckoutLimit(accountBuyer(input.user), input.ip)
    }

    for (let tries = 1; tries <= TRIES && state.type === 'closed'; tries++) {
      const customerId: string = await this.ensureCustomer.handle(
        { user: input.user, currency, goneId: goneCustomerId, isForCurrency },
        deadline
      )
      try {
        const attempt = await this.attempts.begin([{ product, price }], {
          ...input,
          customerId,
        })
        state = await this.#requestOne(attempt, input.ip, deadline)
      } catch (error) {
        if (!isUniqueViolation(error)) {
          throw error
        }
        const open = await this.attempts.findOpen(input.user.id, [price])
        state = open ? await this.attempts.resume(open, deadline) : state
      }
      if (state.type === 'closed' && state.error) {
        switch (state.error.refusal) {
          case 'customer':
            goneCustomerId = customerId
            break
          case 'currency':
            isForCurrency = !(await this.closeOtherCurrencies.handle(
              input.user.id,
              currency,
              deadline
            ))
            break
          default:
            return state
        }
      }
    }
    return state
  }

  /** An attempt that is not sent to pay does not count. */
  async #requestOne(
    attempt: CheckoutAttempt,
    ip: string | null,
    deadline: Deadline
  ): Promise<AttemptState> {
    if (ip !== null) {
      try {
        await countCheckout(attempt, ip)
      } catch (error) {
        await attempt.merge({ status: 'failed' }).save()
        throw error
      }
    }
    const state = await this.attempts.request(attempt, deadline)
    if (state.type === 'closed') {
      await uncountCheckout(attempt.id)
    }
    return state
  }
}

async function findProduct(slug: string): Promise<StoreProduct | null> {
  const found = await new FindStoreProduct().handle(slug)
  if (found.type === 'moved') {
    return findProduct(found.slug)
  }
  return found.type === 'found' ? found.product : null
}

async function choosePrice(
  { mainPrice, productId }: StoreProduct,
  stripeId: string | null
): Promise<SellablePrice | null> {
  return stripeId === null ? mainPrice : findSellablePrice(productId, stripeId)
}

function isAnswered(current: Question, { isConfirmed, question }: StartCheckoutInput): boolean {
  return isConfirmed && (question === null || question === current)
}

async function failed(
  error: PaymentGatewayError | null,
  product: StoreProduct,
  price: SellablePrice
): Promise<StartCheckoutOutcome> {
  logger.error({ err: error, product: product.slug }, 'A buyer could not be sent to pay')
  if (error === null || error.isTemporary) {
    return { type: 'unavailable', product }
  }
  await recordRefusal(error, product, price)
  return { type: 'refused', product, because: becauseOf(error) }
}

async function recordRefusal(
  error: PaymentGatewayError,
  product: StoreProduct,
  price: SellablePrice
) {
  const cause = causeOf(error)
  if (cause !== null) {
    const refused = concernsEverything(cause)
      ? { act: EVERY_CHECKOUT, label: 'Checkout' }
      : { act: actOf(price), label: `Checkout of ${product.name}`, priceStripeId: price.stripeId }
    await stripeRefusals.record(refused, cause, error.message)
  }
}

/** The acts of which Stripe's refusals are recorded. */
const EVERY_CHECKOUT = 'checkout'
function actOf({ stripeId }: SellablePrice): string {
  return `checkout:${stripeId}`
}

function becauseOf({ refusal }: PaymentGatewayError): RefusedBecause {
  return refusal === 'email' || refusal === 'price' ? refusal : 'store'
}
