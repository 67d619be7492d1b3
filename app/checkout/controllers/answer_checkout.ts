import { errors, type HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { appUrl } from '#config/app'
import StartCheckout, {
  type RefusedBecause,
  type StartCheckoutOutcome,
} from '#checkout/start_checkout'
import { priceLabel } from '#catalogue/prices/price_label'
import type { NotForSale } from '#catalogue/product_standing'
import { countAttempt } from '#http/rate_limit'
import type User from '#models/user'
import { buyByAccount } from '#http/rate_limits'

/** A product and price that a user wants to buy. */
export interface CheckoutChoice {
  productSlug: string
  /** Stripe's id of the price; null for the product's main price. */
  priceStripeId: string | null
  /** Whether the user confirmed buying what they already own. */
  isConfirmed: boolean
  /** The question that they confirmed; null where their page does not say. */
  question: string | null
}

/**
 * The answer for each standing that is not for sale. A draft must not be revealed, so it answers
 * like a product that does not exist.
 */
const REFUSALS: Record<NotForSale, { status: number; words: 'not_yet' | 'over' | 'not_now' }> = {
  draft: { status: 404, words: 'not_now' },
  scheduled: { status: 403, words: 'not_yet' },
  ended: { status: 410, words: 'over' },
  archived: { status: 410, words: 'over' },
  archived_at_stripe: { status: 410, words: 'over' },
  gone: { status: 410, words: 'over' },
  no_price: { status: 409, words: 'not_now' },
}

/** The status of each refusal by Stripe. Nothing is temporary here, so none says when to come again. */
const STATUSES: Record<RefusedBecause, number> = { email: 422, price: 409, store: 503 }

/** Seconds until a retry where Stripe is unavailable. */
const RETRY_AFTER = 15

/**
 * Starts a checkout and answers 303 to Stripe, or with the page or error that explains why not.
 * @throws {TooManyRequestsException} after too many presses
 * @throws {E_ROUTE_NOT_FOUND} for an unknown product
 */
export async function answerCheckout(ctx: HttpContext, user: User, choice: CheckoutChoice) {
  await countAttempt(buyByAccount, user.id)
  const startCheckout = await ctx.containerResolver.make(StartCheckout)
  const outcome = await startCheckout.handle({
    user,
    ...choice,
    addresses: addressesFor(choice.productSlug),
    ip: ctx.request.ip(),
  })
  return answer(ctx, choice, outcome)
}

async function answer(ctx: HttpContext, choice: CheckoutChoice, outcome: StartCheckoutOutcome) {
  const { request, response, session, view, i18n } = ctx
  switch (outcome.type) {
    case 'redirect':
      return response.redirect(outcome.url, false, 303)
    case 'complete':
      return response.redirect(returnPath(outcome.sessionId), false, 303)
    case 'ask_again':
      response.status(409)
      return response.send(
        await view.render('pages/checkout/ask_again', {
          ...outcome,
          priceText: priceLabel(outcome.price, i18n),
        })
      )
    case 'unknown_price':
      session.flash('notice', { kind: 'warning', text: i18n.t('checkout.unknown_price') })
      return response.redirect(productPath(outcome.product.slug), false, 303)
    case 'too_many': {
      const { product, retryAfterSeconds } = outcome
      response.status(429).header('retry-after', String(retryAfterSeconds))
      return response.send(
        await view.render('pages/checkout/too_many', {
          product,
          minutes: Math.ceil(retryAfterSeconds / 60),
        })
      )
    }
    case 'unavailable':
      response.status(503).header('retry-after', String(RETRY_AFTER))
      return response.send(
        await view.render('pages/checkout/unavailable', { product: outcome.product, choice })
      )
    case 'refused': {
      const { product, because } = outcome
      response.status(STATUSES[because])
      const email = ctx.auth.getUserOrFail().email
      return response.send(await view.render('pages/checkout/refused', { product, because, email }))
    }
    case 'not_for_sale': {
      const { status, words } = REFUSALS[outcome.standing]
      response.status(status)
      return response.send(
        await view.render('pages/checkout/not_for_sale', { words, product: outcome.product })
      )
    }
    case 'unknown_product':
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
  }
}

/** The path to which Stripe returns the buyer. */
function returnPath(sessionId: string): string {
  return urlFor('checkout.return', {}, { qs: { session_id: sessionId } })
}

function productPath(productSlug: string): string {
  return urlFor('store.products.show', { productSlug })
}

/** Stripe replaces its placeholder only where the braces are not percent-encoded. */
function addressesFor(productSlug: string) {
  const cancelled = urlFor('checkout.cancelled', {}, { qs: { product: productSlug } })
  return {
    returned: `${appUrl}${urlFor('checkout.return')}?session_id={CHECKOUT_SESSION_ID}`,
    cancelled: `${appUrl}${cancelled}`,
  }
}
