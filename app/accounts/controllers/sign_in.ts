import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import RecordSignIn from '#accounts/record_sign_in'
import { actorOf } from '#http/actor_of'
import { pullWantedPath } from '#http/sign_in_first'
import { forgetLastUser } from '#framework/last_user'
import { lacksSecondFactor } from '#authority/required_second_factor'
import { isSessionValid } from '#framework/session_marks'
import { resumeCheckout } from '#checkout/controllers/resume_checkout'
import User from '#models/user'

/** The session key of a user who entered the right password and still has to enter a code. */
const HALF_SIGNED_IN = 'half_signed_in'

/** Milliseconds to enter the code. */
const CODE_TIME = 10 * 60 * 1000

/**
 * Signs a user in, records it, and redirects: to the payment of the intended purchase, else to the
 * page that they wanted. Both survive the new session id. Staff without a required second factor set
 * it up before that.
 */
export async function signIn(ctx: HttpContext, user: User) {
  await ctx.auth.use('web').login(user)
  await new RecordSignIn().handle({ user, actor: actorOf(ctx, user) })
  if (lacksSecondFactor(user)) {
    return leadToSecondFactor(ctx)
  }
  if (await resumeCheckout(ctx)) {
    return
  }
  return ctx.response.redirect().status(303).toPath(pullWantedPath(ctx))
}

/** Sends staff to set up the second factor that this store requires of them. */
export function leadToSecondFactor({ response, session, i18n }: HttpContext) {
  session.flash('notice', { kind: 'info', text: i18n.t('account.second_factor.required') })
  return response.redirect().status(303).toPath(urlFor('account.second_factor'))
}

/**
 * Asks for the code of the second factor after the right password. Until then the user is not
 * signed in.
 */
export function askForCode({ session, response }: HttpContext, user: User) {
  session.put(HALF_SIGNED_IN, { userId: user.id, at: Date.now() })
  session.regenerate()
  return response.redirect().status(303).toPath(urlFor('login.code'))
}

/**
 * The user who is being asked for a code; null where there is none, or where the password was
 * entered too long ago or has been invalidated since.
 */
export async function halfSignedIn({ session }: HttpContext): Promise<User | null> {
  const { userId, at = 0 } = session.get(HALF_SIGNED_IN, {})
  const user = userId && Date.now() - at < CODE_TIME ? await User.find(userId) : null
  const isOpen = user !== null && user.disabledAt === null && user.hasSecondFactor
  return isOpen && isSessionValid(at, user) ? user : null
}

/** Call it once the code was right, before `signIn`. */
export function forgetHalfSignedIn({ session }: HttpContext) {
  session.forget(HALF_SIGNED_IN)
}

/**
 * Signs the user out of this browser: clears the session, changes its id, and tells the browser to
 * delete its cached pages and storage.
 */
export async function signOut(ctx: HttpContext) {
  const { auth, session, response } = ctx
  await auth.use('web').logout()
  session.clear()
  session.regenerate()
  forgetLastUser(ctx)
  response.header('clear-site-data', '"cache", "storage"')
}
