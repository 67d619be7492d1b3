import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { chargesAgain } from '#access/charges'
import { REASON_LENGTH, type AccessDecision } from '#access/decide_access'
import {
  choiceOptions,
  choiceText,
  nextChargeText,
  sharedText,
} from '#admin/purchases/subscription_text'
import { SUBSCRIPTION_CHOICES } from '#models/subscription_request'
import { listSubscribedSisters } from '#purchases/list_sisters'
import DecidePurchaseAccess from '#purchases/decide_purchase_access'
import { readMoment, typedMoment } from '#records/forms/typed_moment'
import { accessText } from '#access/access_text'
import { askToSignInAgain, hasSignedInRecently } from '#http/recent_sign_in'
import { notFound } from '#http/not_found'
import { backToPurchase, readPurchase } from '#admin/purchases/controllers/purchase_page'
import type Purchase from '#models/purchase'
import FindAccess from '#access/find_access'

const DECISIONS: { value: AccessDecision; label: string; done: string }[] = [
  { value: 'revoke', label: 'Revoke it, whatever Stripe says', done: 'Revoked the access.' },
  { value: 'keep', label: 'Give it, whatever Stripe says', done: 'The buyer keeps the access.' },
  { value: 'end', label: 'What Stripe says, but only until', done: 'The access has an end now.' },
  { value: 'lift', label: 'What Stripe says, and nothing else', done: 'Stripe decides again.' },
]

interface TypedDecision {
  decision: string
  reason: string
  until: string
  subscription: string
}

/**
 * The form for staff's decision about the access of a purchase. As on the page of the subscription, it
 * takes a recent sign-in to cancel one.
 */
export default class AccessController {
  async edit(ctx: HttpContext) {
    const purchase = await readPurchase(ctx)
    return showForm(ctx, purchase, currentDecision(purchase))
  }

  @inject()
  async update(ctx: HttpContext, decidePurchaseAccess: DecidePurchaseAccess) {
    const purchase = await readPurchase(ctx)
    const typed = typedDecision(ctx.request.body())
    const chosen = DECISIONS.find(({ value }) => value === typed.decision)
    const until = readMoment(typed.until)
    if (!chosen || until === 'unclear') {
      return showForm(ctx, purchase, typed, {
        ...(chosen ? {} : { decision: 'Choose what holds' }),
        ...(until === 'unclear' ? { until: 'Write a day and a time' } : {}),
      })
    }
    const subscription = SUBSCRIPTION_CHOICES.find((one) => one === typed.subscription) ?? null
    if (subscription !== null && subscription !== 'keep' && !hasSignedInRecently(ctx)) {
      return askToSignInAgain(ctx)
    }
    const outcome = await decidePurchaseAccess.handle({
      purchaseId: purchase.id,
      decision: chosen.value,
      reason: typed.reason,
      endsAt: until,
      subscription,
      actor: ctx.staff,
    })
    switch (outcome.type) {
      case 'decided':
        return backToPurchase(ctx, purchase, {
          kind: 'success',
          text: `${chosen.done}${choiceText(subscription, outcome.subscription)}`,
        })
      case 'invalid': {
        const { reason, endsAt, subscription: choice } = outcome.problems
        return showForm(ctx, purchase, typed, {
          ...(reason ? { reason } : {}),
          ...(endsAt ? { until: endsAt } : {}),
          ...(choice ? { subscription: choice } : {}),
        })
      }
      default:
        throw notFound(ctx)
    }
  }
}

async function showForm(
  ctx: HttpContext,
  purchase: Purchase,
  typed: TypedDecision,
  errors: Record<string, string> = {}
) {
  const access = new FindAccess().judge(purchase.productConfiguration, purchase, DateTime.utc())
  if (Object.keys(errors).length > 0) {
    ctx.response.status(422)
  }
  return ctx.view.render('pages/admin/purchases/access', {
    purchase,
    typed,
    errors,
    access: accessText(access, ctx.i18n),
    decisions: DECISIONS,
    choices: chargesAgain(purchase) ? choiceOptions(purchase) : [],
    nextCharge: nextChargeText(purchase),
    shared: sharedText(await listSubscribedSisters(purchase)),
    reasonLength: REASON_LENGTH,
    isTyped: ctx.request.method() === 'POST',
  })
}

/** The current decision as form values. */
function currentDecision(purchase: Purchase): TypedDecision {
  const { accessOverride, overrideEndsAt, overrideReason } = purchase
  const decision =
    accessOverride === 'revoked'
      ? 'revoke'
      : accessOverride === 'kept'
        ? 'keep'
        : overrideEndsAt === null
          ? 'revoke'
          : 'end'
  return {
    decision,
    reason: overrideReason ?? '',
    until: typedMoment(overrideEndsAt),
    subscription: '',
  }
}

function typedDecision(input: Record<string, unknown>): TypedDecision {
  const sent = (name: string) => (typeof input[name] === 'string' ? input[name] : '')
  return {
    decision: sent('decision'),
    reason: sent('reason'),
    until: sent('until'),
    subscription: sent('subscription'),
  }
}
