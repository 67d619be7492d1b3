import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { findBuyerFacts } from '#buyers/buyer_facts'
import { type FailureView, viewFailure } from '#admin/stripe_failure'
import { newRequest, requestOf } from '#admin/stripe_request'
import { backToPurchase, readPurchase } from '#admin/purchases/controllers/purchase_page'
import {
  checkSubscriptionForm,
  NOTE_LENGTH,
  offeredActs,
  type SubscriptionFormAct,
  subscriptionQuestion,
  type TypedSubscription,
  typedSubscription,
} from '#admin/purchases/subscription_form'
import { nextChargeText, outcomeText, sharedText } from '#admin/purchases/subscription_text'
import { isFailure } from '#catalogue_editing/product_act'
import { notFound } from '#http/not_found'
import { SUBSCRIPTION_ACTS, type SubscriptionAct } from '#models/subscription_request'
import ChangeSubscription, {
  type ChangeSubscriptionOutcome,
} from '#purchases/subscriptions/change_subscription'
import FindUnsettledCharges from '#purchases/subscriptions/find_unsettled_charges'
import { listSubscribedSisters } from '#purchases/list_sisters'
import LeaveSubscription from '#purchases/subscriptions/leave_subscription'

interface FormState {
  request: string
  typed: TypedSubscription
  errors?: Record<string, string>
  failure?: FailureView
}

/**
 * Cancels, pauses or resumes the subscription of a purchase in three steps: a form, a page that
 * confirms the effect, and the change; or leaves it as it is, with a reason.
 */
export default class SubscriptionsController {
  async edit(ctx: HttpContext) {
    return showForm(ctx, { request: newRequest(), typed: { act: '', note: '' } })
  }

  /** Shows the confirmation, makes the change from it, or returns to the form, by the button. */
  @inject()
  async update(ctx: HttpContext, changeSubscription: ChangeSubscription) {
    const input = ctx.request.body()
    const state = { request: requestOf(input), typed: typedSubscription(input) }
    if (input.intent === 'change') {
      return showForm(ctx, state)
    }
    const isConfirmed = input.intent === 'confirm'
    const { purchase, offered, shared } = await readSubscription(ctx)
    const errors = checkSubscriptionForm(state.typed, isConfirmed ? EVERY_ACT : offered)
    if (Object.keys(errors).length > 0) {
      ctx.response.status(422)
      return showForm(ctx, { ...state, errors })
    }
    const act = state.typed.act as SubscriptionFormAct
    if (!isConfirmed) {
      return ctx.view.render('pages/admin/purchases/subscription_question', {
        ...state,
        purchase,
        buyer: await findBuyerFacts(purchase),
        question: subscriptionQuestion(act, purchase, shared),
      })
    }
    return act === 'leave'
      ? this.#leave(ctx, state)
      : this.#change(ctx, state, act, changeSubscription)
  }

  async #leave(ctx: HttpContext, { typed }: FormState) {
    const purchase = await readPurchase(ctx)
    const outcome = await new LeaveSubscription().handle({
      purchaseId: purchase.id,
      reason: typed.note.trim(),
      actor: ctx.staff,
    })
    if (outcome.type === 'forbidden') {
      throw notFound(ctx)
    }
    return backToPurchase(
      ctx,
      purchase,
      outcome.type === 'left'
        ? { kind: 'success', text: 'The subscription stays as it is.' }
        : { kind: 'info', text: 'There is nothing to decide about this subscription now.' }
    )
  }

  async #change(
    ctx: HttpContext,
    state: FormState,
    act: SubscriptionAct,
    changeSubscription: ChangeSubscription
  ) {
    const purchase = await readPurchase(ctx)
    const outcome = await changeSubscription.handle({
      request: state.request,
      purchaseId: purchase.id,
      act,
      note: state.typed.note,
      actor: ctx.staff,
    })
    const notice = noticeOf(act, outcome)
    return notice === null
      ? showForm(ctx, { ...state, ...failed(ctx, state.request, outcome) })
      : backToPurchase(ctx, purchase, notice)
  }
}

/** What was confirmed may no longer fit; then the change itself says so. */
const EVERY_ACT = [...SUBSCRIPTION_ACTS, 'leave' as const].map((value) => ({ value }))

/** The notice on the page of the purchase; null where the form is shown again. */
function noticeOf(act: SubscriptionAct, outcome: ChangeSubscriptionOutcome) {
  switch (outcome.type) {
    case 'done':
      return { kind: 'success' as const, text: outcomeText(act, outcome) }
    case 'unchanged':
      return { kind: 'info' as const, text: `No change needed. ${outcomeText(act, outcome)}` }
    case 'superseded':
      return { kind: 'info' as const, text: outcomeText(act, outcome) }
    default:
      return null
  }
}

/** The form with the reason of a failure. A finished request gets a new id. */
function failed(ctx: HttpContext, request: string, outcome: ChangeSubscriptionOutcome) {
  if (outcome.type === 'invalid') {
    ctx.response.status(409)
    return {
      request: newRequest(),
      failure: {
        status: 409,
        title: 'This does not fit the subscription any more',
        text: `${outcome.problem}. It may have been changed meanwhile.`,
      },
    }
  }
  const failure = isFailure(outcome) ? viewFailure(outcome) : null
  if (failure === null) {
    throw notFound(ctx)
  }
  ctx.response.status(failure.status)
  return { request: outcome.type === 'refused' ? newRequest() : request, failure }
}

/** The purchase of the route, and what can be done with its subscription. */
async function readSubscription(ctx: HttpContext) {
  const purchase = await readPurchase(ctx)
  if (purchase.subscriptionId === null) {
    throw notFound(ctx)
  }
  const [unsettled = null] = await new FindUnsettledCharges().handle({ purchaseId: purchase.id })
  const shared = sharedText(await listSubscribedSisters(purchase))
  return { purchase, unsettled, shared, offered: offeredActs(purchase, unsettled) }
}

async function showForm(ctx: HttpContext, { errors = {}, ...state }: FormState) {
  const { purchase, unsettled, shared, offered } = await readSubscription(ctx)
  return ctx.view.render('pages/admin/purchases/subscription', {
    ...state,
    errors,
    purchase,
    buyer: await findBuyerFacts(purchase),
    unsettled,
    shared,
    offered: [{ value: '', label: 'Choose' }, ...offered],
    nextCharge: nextChargeText(purchase),
    noteLength: NOTE_LENGTH,
    isTyped: ctx.request.method() === 'POST',
  })
}
