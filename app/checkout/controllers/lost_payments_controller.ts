import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { DateTime } from 'luxon'
import FindLostPayment from '#checkout/find_lost_payment'
import { countAttempt } from '#http/rate_limit'
import { lostPaymentByAccount } from '#http/rate_limits'
import { lostPaymentValidator } from '#checkout/checkout_validators'
import { checkForm, type FormErrors } from '#http/forms/check_form'

/**
 * The form for a buyer who paid and sees no purchase.
 */
export default class LostPaymentsController {
  async create(ctx: HttpContext) {
    return showForm(ctx, {}, {})
  }

  /**
   * The answer is the same whatever is found, so that it reveals nothing about others' payments.
   */
  @inject()
  async store(ctx: HttpContext, findLostPayment: FindLostPayment) {
    const { auth, i18n, request, response, session } = ctx
    const userId = auth.getUserOrFail().id
    const form = await checkForm(lostPaymentValidator, request.body(), i18n)
    if (!form.ok) {
      return showForm(ctx, form.old, form.errors)
    }
    await countAttempt(lostPaymentByAccount, userId)
    const { session_id: sessionId, email, day } = form.data
    await findLostPayment.handle({
      userId,
      sessionId: sessionId || null,
      email: email || null,
      day: day ? DateTime.fromISO(day, { zone: 'utc' }) : null,
    })
    session.flash('notice', { kind: 'info', text: i18n.t('purchases.lost.looked') })
    return response.redirect(urlFor('purchases.index'), false, 303)
  }
}

function showForm(ctx: HttpContext, old: Record<string, unknown>, errors: FormErrors) {
  ctx.response.status(Object.keys(errors).length > 0 ? 422 : 200)
  return ctx.view.render('pages/purchases/lost', { old, errors })
}
