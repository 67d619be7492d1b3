import type { HttpContext } from '@adonisjs/core/http'
import { answerCheckout } from '#checkout/controllers/answer_checkout'

const SESSION_KEY = 'checkout.choice'

/**
 * Keeps in the session what somebody wants to buy until they have signed in.
 */
export function rememberChoice(
  { session }: HttpContext,
  { productSlug, priceId }: { productSlug: string; priceId?: string | null }
) {
  session.put(SESSION_KEY, { productSlug, priceStripeId: priceId ?? null })
}

/**
 * Goes on with what somebody wanted to buy before they signed in, and forgets it.
 * @returns whether it has answered
 */
export async function resumeCheckout(ctx: HttpContext): Promise<boolean> {
  const choice = ctx.session.pull(SESSION_KEY)
  const { user } = ctx.auth.use('web')
  if (!choice || !user) {
    return false
  }
  await answerCheckout(ctx, user, { ...choice, isConfirmed: false })
  return true
}
