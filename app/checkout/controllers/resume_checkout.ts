import type { HttpContext } from '@adonisjs/core/http'
import { answerCheckout } from '#checkout/controllers/answer_checkout'
import { CHECKOUT_CHOICE } from '#framework/session_marks'

/**
 * Saves in the session what a visitor wants to buy, until they have signed in.
 */
export function rememberChoice(
  { session }: HttpContext,
  { productSlug, priceId }: { productSlug: string; priceId?: string | null }
) {
  session.put(CHECKOUT_CHOICE, { productSlug, priceStripeId: priceId ?? null })
}

/**
 * Resumes the purchase that was intended before sign-in, once.
 * @returns whether it has answered the request
 */
export async function resumeCheckout(ctx: HttpContext): Promise<boolean> {
  const choice = ctx.session.pull(CHECKOUT_CHOICE)
  const { user } = ctx.auth.use('web')
  if (!choice || !user) {
    return false
  }
  await answerCheckout(ctx, user, { ...choice, isConfirmed: false, question: null })
  return true
}
