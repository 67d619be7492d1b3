import { PaymentGatewayError } from '#stripe/payment_gateway'
import { causeOf, type RefusedAct, stripeRefusals } from '#stripe/stripe_refusals'

/**
 * Runs work that calls Stripe, and records for the owner where Stripe refuses it, until it works again.
 * @throws whatever the work throws
 */
export async function withRefusals<Result>(
  act: RefusedAct,
  work: () => Promise<Result>
): Promise<Result> {
  try {
    const result = await work()
    await stripeRefusals.clear([act.act])
    return result
  } catch (error) {
    const cause = error instanceof PaymentGatewayError ? causeOf(error) : null
    if (cause !== null) {
      await stripeRefusals.record(act, cause, (error as Error).message)
    }
    throw error
  }
}
