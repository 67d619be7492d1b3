import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { findBuyerFacts } from '#buyers/buyer_facts'
import RefundPurchase, { type RefundOutcome } from '#purchases/refunds/refund_purchase'
import {
  choiceOf,
  emptyRefund,
  type ReadRefund,
  readRefund,
  refundQuestion,
  type TypedRefund,
  typedRefund,
  viewRefundForm,
} from '#admin/purchases/refund_form'
import { choiceText, sharedText } from '#admin/purchases/subscription_text'
import { panelReader } from '#admin/panel_reader'
import { nameWithPrice } from '#catalogue/prices/price_name'
import type Purchase from '#models/purchase'
import { listSubscribedSisters } from '#purchases/list_sisters'
import FindPriceNames from '#purchases/find_price_names'
import { type FailureView, viewFailure } from '#admin/stripe_failure'
import { newRequest, requestOf } from '#admin/stripe_request'
import { formatMoney } from '#shared/money'
import { notFound } from '#http/not_found'
import { backToPurchase, readPurchase } from '#admin/purchases/controllers/purchase_page'

interface FormState {
  request: string
  typed: TypedRefund
  errors?: Record<string, string>
  failure?: FailureView
}

/**
 * Refunds a payment in three steps: a form, a page that confirms amount and effect, and the refund.
 */
export default class RefundsController {
  async create(ctx: HttpContext) {
    const typed = emptyRefund(await readPurchase(ctx))
    return showForm(ctx, { request: newRequest(), typed })
  }

  /**
   * Shows the confirmation, runs the refund from it, or returns to the form, by the button that was
   * used.
   */
  @inject()
  async store(ctx: HttpContext, refundPurchase: RefundPurchase) {
    const input = ctx.request.body()
    const state = { request: requestOf(input), typed: typedRefund(input) }
    if (input.intent === 'change') {
      return showForm(ctx, state)
    }
    const purchase = await readPurchase(ctx)
    if (input.intent === 'refund') {
      return this.#refund(ctx, state, refundPurchase)
    }
    const reading = readRefund(state.typed, purchase)
    if (!reading.ok) {
      ctx.response.status(422)
      return showForm(ctx, { ...state, errors: reading.errors })
    }
    return ctx.view.render('pages/admin/purchases/refund_question', {
      ...state,
      purchase,
      buyer: await findBuyerFacts(purchase),
      question: refundQuestion(
        reading.refund,
        purchase,
        sharedText(await listSubscribedSisters(purchase))
      ),
      bought: await boughtName(purchase),
      amount: reading.refund.amount,
    })
  }

  /**
   * Refunds the amount that was confirmed. What "all" is may have changed since then; if so, it is
   * confirmed again.
   */
  async #refund(ctx: HttpContext, state: FormState, refundPurchase: RefundPurchase) {
    const purchase = await readPurchase(ctx)
    const amount = Number(ctx.request.input('minor'))
    const { reason, note, keepsAccess, paymentId } = state.typed
    const outcome = await refundPurchase.handle({
      request: state.request,
      purchaseId: purchase.id,
      paymentId: Number(paymentId),
      amount,
      reason: reason === '' ? null : (reason as ReadRefund['reason']),
      note,
      keepsAccess,
      subscription: choiceOf(state.typed),
      actor: ctx.staff,
    })
    if (outcome.type === 'refunded') {
      const buyer = await findBuyerFacts(purchase)
      const sum = formatMoney(outcome.amount, outcome.currency, 'en')
      return backToPurchase(ctx, purchase, {
        kind: 'success',
        text: `Refunded ${sum} to ${buyer.readableEmail}.${choiceText(choiceOf(state.typed), outcome.subscription)}`,
      })
    }
    return showForm(ctx, { ...state, ...failed(ctx, state.request, outcome) })
  }
}

/** The form with the reason of a failure. A finished request gets a new id. */
function failed(ctx: HttpContext, request: string, outcome: RefundOutcome) {
  if (outcome.type === 'invalid') {
    ctx.response.status(409)
    return {
      request: newRequest(),
      failure: {
        status: 409,
        title: 'This cannot be given back any more',
        text: `${outcome.problem}. Somebody may have refunded it meanwhile.`,
      },
    }
  }
  if (outcome.type === 'earlier_made') {
    ctx.response.status(409)
    const sum = formatMoney(outcome.amount, outcome.currency, 'en')
    return {
      request: newRequest(),
      failure: {
        status: 409,
        title: 'An earlier refund was made first',
        text: `Stripe had not answered an earlier refund of ${sum}. It is made now, and nothing else was. Check what is left, and refund again if more is owed.`,
      },
    }
  }
  const failure = outcome.type === 'refunded' ? null : viewFailure(outcome)
  if (failure === null) {
    throw notFound(ctx)
  }
  ctx.response.status(failure.status)
  return { request: outcome.type === 'refused' ? newRequest() : request, failure }
}

async function showForm(ctx: HttpContext, { errors = {}, ...state }: FormState) {
  const purchase = await readPurchase(ctx)
  return ctx.view.render('pages/admin/purchases/refund', {
    ...state,
    errors,
    purchase,
    buyer: await findBuyerFacts(purchase),
    form: viewRefundForm(purchase),
    bought: await boughtName(purchase),
    isTyped: ctx.request.method() === 'POST',
  })
}

async function boughtName(purchase: Purchase): Promise<string> {
  const price = await new FindPriceNames().one(purchase, panelReader())
  return nameWithPrice(purchase.productSnapshot.name, price)
}
