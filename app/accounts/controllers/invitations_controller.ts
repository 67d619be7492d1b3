import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { tokenByNetwork } from '#http/rate_limits'
import { countNetworkAttempt } from '#http/rate_limit'
import { recordFailure } from '#accounts/controllers/failed_sign_in'
import { countSignInAttempt } from '#accounts/controllers/sign_in_attempts'
import AcceptInvitation from '#accounts/staff/accept_invitation'
import VerifyCredentials from '#accounts/verify_credentials'
import { mayInvite } from '#accounts/staff/invitation_right'
import { actorOf } from '#http/actor_of'
import type AccountToken from '#models/account_token'
import FindAccountToken from '#accounts/account_tokens/find_account_token'
import { acceptInvitationValidator, currentPasswordValidator } from '#accounts/account_validators'
import { checkForm, type FormErrors } from '#http/forms/check_form'

/** What joining the staff saves in the account; null leaves a value as it is. */
interface NewCredentials {
  password: string | null
  fullName: string | null
}

/**
 * Accepts an invitation to the staff with the link that was mailed. An account that has a password
 * must confirm it: anybody may have created an account with that address.
 */
export default class InvitationsController {
  async edit(ctx: HttpContext) {
    const token = await this.#findToken(ctx)
    return token ? this.#form(ctx, token, {}) : deadLink(ctx)
  }

  async update(ctx: HttpContext) {
    const token = await this.#findToken(ctx)
    if (!token) {
      return deadLink(ctx)
    }
    const credentials = await (token.user.password === null
      ? choosePassword(ctx, token)
      : confirmPassword(ctx, token))
    if ('errors' in credentials) {
      return this.#form(ctx, token, credentials)
    }
    const actor = actorOf(ctx, token.user)
    const isAccepted = await new AcceptInvitation().handle({ token, actor, ...credentials })
    return isAccepted
      ? ctx.response.redirect().status(303).toPath(urlFor('invitation.done'))
      : deadLink(ctx)
  }

  async done({ view }: HttpContext) {
    return view.render('pages/account/invitation_done')
  }

  async #findToken({ request, params }: HttpContext) {
    await countNetworkAttempt(tokenByNetwork, request.ip())
    const token = await new FindAccountToken().handle(params.token, ['staff_invitation'])
    await token?.load('inviter')
    return token && mayInvite(token.inviter) ? token : null
  }

  #form(
    { view, params, response, i18n }: HttpContext,
    { user, payload }: AccountToken,
    { errors = {}, old = {} }: { errors?: FormErrors; old?: Record<string, unknown> }
  ) {
    response.status(Object.keys(errors).length > 0 ? 422 : 200)
    return view.render('pages/account/invitation', {
      errors,
      old: { full_name: user.fullName, ...old },
      token: params.token,
      email: user.email,
      inviter: payload.inviter,
      role: i18n.t(`account.roles.${payload.role}`),
      hasPassword: user.password !== null,
    })
  }
}

type Refused = { errors: FormErrors; old?: Record<string, unknown> }

/** For an account without a password: the user chooses one. */
async function choosePassword(
  { request, i18n }: HttpContext,
  { user }: AccountToken
): Promise<NewCredentials | Refused> {
  const input = { ...request.body(), email: user.email }
  const form = await checkForm(acceptInvitationValidator, input, i18n)
  return form.ok ? { password: form.data.password, fullName: form.data.full_name || null } : form
}

/** For an account with a password: the user must enter it. */
async function confirmPassword(
  ctx: HttpContext,
  { user }: AccountToken
): Promise<NewCredentials | Refused> {
  const { request, i18n } = ctx
  const form = await checkForm(currentPasswordValidator, request.body(), i18n)
  if (!form.ok) {
    return form
  }
  const takeBack = await countSignInAttempt(ctx, user.email)
  if (!(await new VerifyCredentials().isPasswordOf(user, form.data.current_password))) {
    recordFailure(ctx, user.email, 'wrong_password')
    return { errors: { current_password: i18n.t('account.wrong_current_password') } }
  }
  await takeBack()
  return { password: null, fullName: null }
}

function deadLink({ view, response, i18n }: HttpContext) {
  response.status(410)
  return view.render('pages/account/dead_link', {
    href: urlFor('login'),
    action: i18n.t('account.invitation.sign_in'),
  })
}
