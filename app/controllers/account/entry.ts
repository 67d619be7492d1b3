import type { HttpContext } from '@adonisjs/core/http'
import { pullWantedPath } from '#app/sign_in_first'
import { resumeCheckout } from '#controllers/store/resume_checkout'
import type User from '#models/user'

/**
 * Signs somebody in and leads on: to the payment of what they were about to buy, else to the page
 * they wanted. The wanted page survives the change of the session's id.
 */
export async function enter(ctx: HttpContext, user: User) {
  await ctx.auth.use('web').login(user)
  if (await resumeCheckout(ctx)) {
    return
  }
  return ctx.response.redirect().status(303).toPath(pullWantedPath(ctx))
}

/**
 * Signs somebody out of this browser: what the session held is gone, what follows has a new id, and
 * the browser forgets the pages that it has kept.
 */
export async function leave({ auth, session, response }: HttpContext) {
  await auth.use('web').logout()
  session.clear()
  session.regenerate()
  response.header('clear-site-data', '"cache", "storage"')
}
