import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import DisableSecondFactor from '#accounts/second_factor/disable_second_factor'
import EnableSecondFactor from '#accounts/second_factor/enable_second_factor'
import { RECOVERY_CODE } from '#accounts/second_factor/recovery_codes'
import { decryptSecret, encryptSecret } from '#accounts/second_factor/secret'
import RenewRecoveryCodes from '#accounts/second_factor/renew_recovery_codes'
import { actorOf } from '#http/actor_of'
import { newTotpSecret, totpPicture } from '#accounts/second_factor/totp'
import { checkIdentity, codeDemand } from '#accounts/controllers/identity_check'
import { recordDevice } from '#framework/known_device'
import { localPath } from '#http/local_path'
import { mustHaveSecondFactor } from '#authority/required_second_factor'
import { notFound } from '#http/not_found'
import storeConfig from '#config/store'
import { attachmentNamed } from '#storage/content_disposition'
import type User from '#models/user'
import CountRecoveryCodes from '#accounts/second_factor/count_recovery_codes'
import { codeValidator, identityProofValidator } from '#accounts/account_validators'
import { checkForm, type FormErrors } from '#http/forms/check_form'

/** The session key of the encrypted secret that is being set up. */
const NEW_SECRET = 'second_factor_secret'

/**
 * The user's own second factor: an authenticator app, and recovery codes for when it is lost. For
 * staff, and for customers who still have one; 404 for all others.
 */
export default class SecondFactorsController {
  async show(ctx: HttpContext) {
    return this.#page(ctx, this.#account(ctx), {})
  }

  /** Enables it and shows the recovery codes once. */
  async store(ctx: HttpContext) {
    const { request, i18n } = ctx
    const user = this.#account(ctx)
    const form = await checkForm(codeValidator, request.body(), i18n)
    if (!form.ok) {
      return this.#page(ctx, user, form.errors)
    }
    const outcome = await new EnableSecondFactor().handle({
      user,
      secret: newSecret(ctx),
      code: form.data.one_time_code,
      actor: actorOf(ctx, user),
    })
    switch (outcome.type) {
      case 'wrong_code':
        return this.#page(ctx, user, { one_time_code: i18n.t('account.code.wrong') })
      case 'enabled_already':
        return ctx.response.redirect().status(303).toPath(urlFor('account.second_factor'))
      case 'enabled':
        ctx.session.forget(NEW_SECRET)
        recordDevice(ctx, user.id)
        return showCodes(ctx, outcome.recoveryCodes)
    }
  }

  /** Disables it. Needs the password and a valid code. */
  async destroy(ctx: HttpContext) {
    const { response, session, i18n } = ctx
    const user = this.#account(ctx)
    const errors = await checkProof(ctx, user)
    if (Object.keys(errors).length > 0) {
      return this.#page(ctx, user, errors)
    }
    await new DisableSecondFactor().handle({ user, actor: actorOf(ctx, user) })
    session.flash('notice', { kind: 'success', text: i18n.t('account.second_factor.disabled') })
    return response.redirect().status(303).toPath(urlFor('account.show'))
  }

  /** Shows new recovery codes; the old ones become invalid. Needs the password and a valid code. */
  async renewCodes(ctx: HttpContext) {
    const user = this.#account(ctx)
    if (!user.hasSecondFactor) {
      throw notFound(ctx)
    }
    const errors = await checkProof(ctx, user)
    if (Object.keys(errors).length > 0) {
      return this.#page(ctx, user, errors)
    }
    return showCodes(
      ctx,
      await new RenewRecoveryCodes().handle({ user, actor: actorOf(ctx, user) })
    )
  }

  /**
   * The codes that were just shown, as a text file. Only hashes are stored, so the page sends the
   * codes.
   */
  async downloadCodes(ctx: HttpContext) {
    const { request, response, i18n } = ctx
    const user = this.#account(ctx)
    const codes = String(request.input('recovery_codes', '')).split(' ').filter(isRecoveryCode)
    const known = await new CountRecoveryCodes().handle({ userId: user.id, among: codes })
    if (codes.length === 0 || known !== codes.length) {
      throw notFound(ctx)
    }
    const title = i18n.t('account.second_factor.file', {
      store: storeConfig.name,
      email: user.email,
    })
    response.header('content-type', 'text/plain; charset=utf-8')
    response.header(
      'content-disposition',
      attachmentNamed(`${storeConfig.name} recovery codes.txt`)
    )
    return response.send(`${title}\n\n${codes.join('\n')}\n`)
  }

  #account(ctx: HttpContext): User {
    const user = ctx.auth.getUserOrFail()
    if (!user.isStaff && !user.hasSecondFactor) {
      throw notFound(ctx)
    }
    return user
  }

  async #page(ctx: HttpContext, account: User, errors: FormErrors) {
    ctx.response.status(Object.keys(errors).length > 0 ? 422 : 200)
    if (account.hasSecondFactor) {
      return ctx.view.render('pages/account/second_factor', {
        account,
        errors,
        codesLeft: await new CountRecoveryCodes().handle({ userId: account.id }),
        isRequired: mustHaveSecondFactor(account),
      })
    }
    const secret = newSecret(ctx)
    return ctx.view.render('pages/account/second_factor_setup', {
      errors,
      picture: await totpPicture(secret, account.email),
      secret: secret.match(/.{1,4}/g)!.join(' '),
    })
  }
}

/**
 * The secret that is being set up; it stays the same until it is enabled, so that a reload does not
 * invalidate the scanned picture.
 */
function newSecret({ auth, session }: HttpContext): string {
  const { id } = auth.getUserOrFail()
  const saved = decryptSecret(id, session.get(NEW_SECRET, null))
  if (saved !== null) {
    return saved
  }
  const secret = newTotpSecret()
  session.put(NEW_SECRET, encryptSecret(id, secret))
  return secret
}

/** Shows the codes, and leads on to the page that the user wanted before the set-up. */
function showCodes({ session, view }: HttpContext, codes: string[]) {
  const next = localPath(session.pullIntendedUrl()) ?? urlFor('account.show')
  return view.render('pages/account/recovery_codes', { codes, next })
}

async function checkProof(ctx: HttpContext, user: User): Promise<FormErrors> {
  const input = { ...ctx.request.body(), ...codeDemand(user) }
  const form = await checkForm(identityProofValidator, input, ctx.i18n)
  return form.ok ? checkIdentity(ctx, user, form.data) : form.errors
}

function isRecoveryCode(text: string): boolean {
  return RECOVERY_CODE.test(text)
}
