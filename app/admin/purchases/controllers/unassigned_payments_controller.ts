import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import vine from '@vinejs/vine'
import { stripeUrl } from '#admin/stripe_mode'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { email } from '#http/forms/email_field'
import { notFound } from '#http/not_found'
import SettleUnassignedPayment, {
  type SettleUnassignedOutcome,
} from '#purchases/settle_unassigned_payment'
import UnassignedPayment from '#models/unassigned_payment'
import { findFirstPurchase } from '#purchases/find_first_purchase'
import User from '#models/user'
import { readableEmail } from '#shared/email_address'
import { formatMoney } from '#shared/money'

const assignValidator = vine.create({
  email: email(),
  unconfirmed: vine.literal('yes').optional(),
})

const REFUSALS = {
  no_account: 'No account has this address. The buyer has to sign up with it first',
  unconfirmed:
    'Nobody has confirmed this address yet, so anybody may have signed up with it. Ask the buyer to confirm it first, or say below that you know the account is theirs',
}

/**
 * A payment that no account could be shown to have made: staff assign it, or say that it is refunded.
 */
export default class UnassignedPaymentsController {
  async show(ctx: HttpContext) {
    return showPage(ctx, await readPayment(ctx), {}, {})
  }

  @inject()
  async assign(ctx: HttpContext, settle: SettleUnassignedPayment) {
    const payment = await readPayment(ctx)
    const form = await checkForm(assignValidator, ctx.request.body(), ctx.i18n)
    if (!form.ok) {
      return showPage(ctx, payment, form.old, form.errors)
    }
    const outcome = await settle.handle({
      id: payment.id,
      email: form.data.email,
      acceptsUnconfirmed: form.data.unconfirmed === 'yes',
      actor: ctx.staff,
    })
    return outcome.type === 'no_account' || outcome.type === 'unconfirmed'
      ? showPage(
          ctx,
          payment,
          form.data,
          { email: REFUSALS[outcome.type] },
          outcome.type === 'unconfirmed'
        )
      : answer(ctx, payment, outcome)
  }

  @inject()
  async refund(ctx: HttpContext, settle: SettleUnassignedPayment) {
    const payment = await readPayment(ctx)
    return answer(
      ctx,
      payment,
      await settle.handle({ id: payment.id, email: null, actor: ctx.staff })
    )
  }
}

async function readPayment(ctx: HttpContext): Promise<UnassignedPayment> {
  const payment = await UnassignedPayment.query()
    .where('id', Number(ctx.params.id))
    .preload('user')
    .first()
  if (payment === null) {
    throw notFound(ctx)
  }
  return payment
}

function answer(ctx: HttpContext, payment: UnassignedPayment, outcome: SettleUnassignedOutcome) {
  const { response, session } = ctx
  const page = urlFor('admin.unassigned_payments.show', { id: payment.id })
  const reply = (kind: 'success' | 'info', text: string, path: string) => {
    session.flash('notice', { kind, text })
    return response.redirect().status(303).toPath(path)
  }
  switch (outcome.type) {
    case 'assigned':
      return outcome.purchase
        ? reply(
            'success',
            'Assigned. The buyer has the product and gets a receipt.',
            urlFor('admin.purchases.show', { id: outcome.purchase.id })
          )
        : reply(
            'info',
            'Assigned. The purchase is added as soon as Stripe answers and the product is known here.',
            page
          )
    case 'refund':
      return reply(
        'success',
        'Noted as refunded. Make the refund in Stripe, if it is not made yet.',
        urlFor('admin.attention')
      )
    case 'already':
      return reply('info', 'It was settled already.', page)
    default:
      throw notFound(ctx)
  }
}

async function showPage(
  ctx: HttpContext,
  payment: UnassignedPayment,
  old: Record<string, unknown>,
  errors: FormErrors,
  asksAboutUnconfirmed = false
) {
  ctx.response.status(Object.keys(errors).length > 0 ? 422 : 200)
  const purchase = await findFirstPurchase(payment.checkoutSessionId)
  const account = payment.email === null ? null : await User.findBy('email', payment.email)
  return ctx.view.render('pages/admin/purchases/unassigned', {
    payment,
    purchase,
    account,
    amount: formatMoney(payment.amount, payment.currency, ctx.i18n.locale),
    paidBy: payment.email === null ? 'No address' : readableEmail(payment.email),
    customerUrl: stripeUrl(payment.stripeCustomerId),
    old: { email: account?.email, ...old },
    errors,
    asksAboutUnconfirmed,
    isTyped: ctx.request.method() === 'POST',
  })
}
