import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import RecordSignIn from '#accounts/record_sign_in'
import { actorOf } from '#http/actor_of'
import { pullWantedPath } from '#http/sign_in_first'
import { isSessionValid } from '#framework/session_marks'
import { resumeCheckout } from '#checkout/controllers/resume_checkout'
import User from '#models/user'

/** Where a session keeps who has given the right password and is still to give a code. */
const HALF_SIGNED_IN = 'half_signed_in'

/** Milliseconds that somebody has to give the code. */
const PATIENCE = 10 * 60 * 1000

/**
 * Signs somebody in and leads on: to the payment of what they were about to buy, else to the page
 * they wanted. The wanted page survives the change of the session's id.
 */
export async function signIn(ctx: HttpContext, user: User) {
  await ctx.auth.use('web').login(user)
  await new RecordSignIn().handle({ user, actor: actorOf(ctx, user) })
  if (await resumeCheckout(ctx)) {
    return
  }
  return ctx.response.redirect().status(303).toPath(pullWantedPath(ctx))
}

/**
 * Asks somebody who gave the right password for the code of their second factor. Until then they are
 * nobody here.
 */
export function askForCode({ session, response }: HttpContext, user: User) {
  session.put(HALF_SIGNED_IN, { userId: user.id, at: Date.now() })
  session.regenerate()
  return response.redirect().status(303).toPath(urlFor('login.code'))
}

/**
 * Who is asked for a code; null where nobody is, or where the password was given too long ago or does
 * not count any more.
 */
export async function halfSignedIn({ session }: HttpContext): Promise<User | null> {
  const { userId, at = 0 } = session.get(HALF_SIGNED_IN, {})
  const user = userId && Date.now() - at < PATIENCE ? await User.find(userId) : null
  const isOpen = user !== null && user.disabledAt === null && user.hasSecondFactor
  return isOpen && isSessionValid(at, user) ? user : null
}

/** To be called with the right code, before `enter`. */
export function forgetHalfSignedIn({ session }: HttpContext) {
  session.forget(HALF_SIGNED_IN)
}

/**
 * Signs somebody out of this browser: what the session held is gone, what follows has a new id, and
 * the browser forgets the pages that it has kept.
 */
export async function signOut({ auth, session, response }: HttpContext) {
  await auth.use('web').logout()
  session.clear()
  session.regenerate()
  response.header('clear-site-data', '"cache", "storage"')
}
