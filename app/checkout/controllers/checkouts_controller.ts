import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { answerCheckout } from '#checkout/controllers/answer_checkout'
import { rememberChoice } from '#checkout/controllers/resume_checkout'
import { askToSignIn } from '#http/sign_in_first'
import { checkForm } from '#http/forms/check_form'
import { checkoutValidator } from '#checkout/checkout_validators'

/**
 * The buy button. A signed-in user is sent to Stripe. A visitor's choice is saved in the session,
 * and the answer leads to sign-in, which resumes it.
 */
export default class CheckoutsController {
  async store(ctx: HttpContext) {
    const { auth, params, request, response } = ctx
    const form = await checkForm(checkoutValidator, request.body())
    const priceStripeId = form.ok ? form.data.price_id || null : 'unknown'

    const { user } = auth.use('web')
    if (!user) {
      rememberChoice(ctx, { productSlug: params.productSlug, priceId: priceStripeId })
      return request.accepts(['html', 'json']) === 'json'
        ? askToSignIn(ctx)
        : response.redirect(
            urlFor('login', {}, { qs: choiceQuery(params.productSlug, priceStripeId) }),
            false,
            303
          )
    }
    return answerCheckout(ctx, user, {
      productSlug: params.productSlug,
      priceStripeId,
      isConfirmed: form.ok && form.data.again === 'yes',
      question: (form.ok && form.data.question) || null,
    })
  }
}

function choiceQuery(product: string, price: string | null) {
  return { product, ...(price === null ? {} : { price }) }
}
