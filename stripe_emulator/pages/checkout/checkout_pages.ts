import { chargeInBuyersCurrency } from '#stripe_emulator/checkout/buyers_currency'
import { expireIfDue } from '#stripe_emulator/checkout/expire_session'
import {
  acceptCrossSell,
  acceptUpsell,
  declineCrossSell,
  declineUpsell,
} from '#stripe_emulator/checkout/offers'
import { addOptionalItem, removeOptionalItem } from '#stripe_emulator/checkout/optional_items'
import { payAndWait, successUrl } from '#stripe_emulator/checkout/pay_and_wait'
import type { Payment } from '#stripe_emulator/checkout/pay_session'
import { applyPromotionCode, removePromotionCode } from '#stripe_emulator/checkout/session_changes'
import { findOrFail } from '#stripe_emulator/api/endpoint'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { invalidRequest, StripeError } from '#stripe_emulator/http/stripe_error'
import { parseAmount } from '#stripe_emulator/money'
import type { CheckoutSession } from '#stripe_emulator/objects'
import { checkoutPage } from '#stripe_emulator/pages/checkout/checkout_page'
import type { Problem, Typed } from '#stripe_emulator/pages/checkout/checkout_view'
import { closedPage } from '#stripe_emulator/pages/checkout/closed_page'
import type { Page, PageRequest } from '#stripe_emulator/pages/page'
import type { World } from '#stripe_emulator/world'

const path = '/c/pay/:id'

/** The hosted payment page, to which the URL of a Checkout Session leads. */
export const checkoutPages: Page[] = [
  { method: 'GET', path, handle: (request) => show(request) },
  {
    method: 'POST',
    path,
    async handle(request) {
      const session = sessionOf(request)
      if (session.status !== 'open') {
        return show(request)
      }
      return orShowProblem(request, async () => {
        await payAndWait(request.world, session.id, readPayment(request, session))
        return { seeOther: successUrl(session) }
      })
    },
  },
  ...offerPages('upsell', acceptUpsell, declineUpsell),
  ...offerPages('cross_sell', acceptCrossSell, declineCrossSell),
  {
    method: 'POST',
    path: `${path}/optional`,
    handle: (request) =>
      orShowProblem(request, async () => {
        const quantity = Number(request.field('quantity') || Number.NaN)
        addOptionalItem(
          request.world,
          request.ids.id,
          request.field('price'),
          Number.isNaN(quantity) ? undefined : quantity
        )
        return backToPage(request)
      }),
  },
  {
    method: 'POST',
    path: `${path}/optional/remove`,
    handle: (request) =>
      orShowProblem(request, async () => {
        removeOptionalItem(request.world, request.ids.id, request.field('price'))
        return backToPage(request)
      }),
  },
  {
    method: 'POST',
    path: `${path}/promotion`,
    handle: (request) =>
      orShowProblem(request, async () => {
        const code = request.field('promotion_code')
        if (code.trim() === '') {
          throw invalidRequest('Enter a code.', { param: 'promotion_code' })
        }
        applyPromotionCode(request.world, request.ids.id, code)
        return backToPage(request)
      }),
  },
  {
    method: 'POST',
    path: `${path}/promotion/remove`,
    handle(request) {
      removePromotionCode(request.world, request.ids.id)
      return backToPage(request)
    },
  },
]

/** The buttons that take and leave an offer. */
function offerPages(
  name: string,
  accept: (world: World, sessionId: string) => void,
  decline: (world: World, sessionId: string) => void
): Page[] {
  const act = (change: typeof accept) => (request: PageRequest) =>
    orShowProblem(request, async () => {
      change(request.world, request.ids.id)
      return backToPage(request)
    })
  return [
    { method: 'POST', path: `${path}/${name}`, handle: act(accept) },
    { method: 'POST', path: `${path}/${name}/remove`, handle: act(decline) },
  ]
}

/** Shows a StripeError on the payment page with everything that was typed, if still open. */
async function orShowProblem(
  request: PageRequest,
  act: () => Promise<PageAnswer>
): Promise<PageAnswer> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof StripeError && sessionOf(request).status === 'open') {
      return show(
        request,
        { message: error.message, field: error.body.param ?? null },
        error.status
      )
    }
    throw error
  }
}

function show(request: PageRequest, problem?: Problem, status = 200): PageAnswer {
  const { world, locale } = request
  const session = sessionOf(request)
  if (session.status !== 'open') {
    return { status: 200, page: closedPage(session) }
  }
  chargeInBuyersCurrency(world, session)
  const typed: Typed = {
    email: request.field('email'),
    name: request.field('name'),
    card: request.field('card_number'),
    method: request.field('method') === 'bank_debit' ? 'bank_debit' : 'card',
    promotionCode: request.field('promotion_code'),
    amount: request.field('amount'),
  }
  return { status, page: checkoutPage(world, session, { typed, problem, locale }) }
}

function readPayment(request: PageRequest, session: CheckoutSession): Payment {
  const typedAmount = request.field('amount')
  const amount = typedAmount === '' ? undefined : parseAmount(typedAmount, session.currency)
  if (typedAmount !== '' && amount === undefined) {
    throw invalidRequest('Enter an amount, such as 12.50.', { param: 'amount' })
  }
  return {
    email: request.field('email'),
    name: request.field('name'),
    method: request.field('method') === 'bank_debit' ? 'bank_debit' : 'card',
    card: request.field('card_number'),
    amount,
  }
}

function sessionOf({ world, ids }: PageRequest): CheckoutSession {
  const session = findOrFail(world.store.checkoutSessions, 'checkout.session', ids.id)
  expireIfDue(world, session)
  return session
}

function backToPage({ ids }: PageRequest): PageAnswer {
  return { seeOther: `/c/pay/${encodeURIComponent(ids.id)}` }
}
