import type { HttpContext } from '@adonisjs/core/http'
import { signUpByNetwork } from '#http/rate_limits'
import { countNetworkAttempt } from '#http/rate_limit'
import storeConfig from '#config/store'
import { inEqualTime } from '#accounts/controllers/equal_time'
import SignUpByMail from '#accounts/sign_up_by_mail'
import RegisterCustomer, { isJustRegistered } from '#accounts/register_customer'
import VerifyCredentials from '#accounts/verify_credentials'
import { countSignInAttempt } from '#accounts/controllers/sign_in_attempts'
import User from '#models/user'
import { signIn } from '#accounts/controllers/sign_in'
import {
  readIntendedPurchase,
  rememberIntendedPurchase,
} from '#accounts/controllers/intended_purchase'
import { checkForm, typedValues, type FormErrors } from '#http/forms/check_form'
import { signUpValidator } from '#accounts/account_validators'

/**
 * The sign-up page. A new account is signed in at once and resumes the purchase that was intended.
 * An address that has an account is refused, unless the same form made it a moment ago. With sign-up
 * by mail, the answer is the same for every address, and the mail says how to go on.
 */
export default class RegistrationsController {
  async create(ctx: HttpContext) {
    await rememberIntendedPurchase(ctx)
    return this.#form(ctx, {})
  }

  async store(ctx: HttpContext) {
    const { request, i18n } = ctx
    const form = await checkForm(signUpValidator, request.body(), i18n)
    if (!form.ok) {
      return this.#form(ctx, form)
    }
    await countNetworkAttempt(signUpByNetwork, request.ip())

    const { email, password, full_name: fullName } = form.data
    const input = { email, password, fullName: fullName || null, locale: i18n.locale }
    if (storeConfig.signUp === 'by_mail') {
      await inEqualTime(() => new SignUpByMail().handle(input))
      const purchase = await readIntendedPurchase(ctx)
      return ctx.view.render('pages/account/sign_up_sent', { email, purchase })
    }
    const outcome = await new RegisterCustomer().handle(input)
    const user = outcome.type === 'registered' ? outcome.user : await madeByFirstClick(ctx, input)
    if (user === null) {
      return this.#form(ctx, {
        errors: { email: i18n.t('account.sign_up.taken') },
        old: typedValues(request.body()),
      })
    }
    return signIn(ctx, user)
  }

  async #form(
    ctx: HttpContext,
    { errors = {}, old = {} }: { errors?: FormErrors; old?: Record<string, unknown> }
  ) {
    ctx.response.status(Object.keys(errors).length > 0 ? 422 : 200)
    const purchase = await readIntendedPurchase(ctx)
    return ctx.view.render('pages/account/sign_up', { errors, old, purchase })
  }
}

/**
 * The account that the same form made a moment ago, where a second click has sent it again; else
 * null.
 */
async function madeByFirstClick(
  ctx: HttpContext,
  { email, password }: { email: string; password: string }
): Promise<User | null> {
  const user = await User.findBy('email', email)
  if (user === null || !isJustRegistered(user)) {
    return null
  }
  const takeBack = await countSignInAttempt(ctx, email)
  if (!(await new VerifyCredentials().isPasswordOf(user, password))) {
    return null
  }
  await takeBack()
  return user
}
