import { successUrl } from '#stripe_emulator/checkout/pay_and_wait'
import type { Html } from '#stripe_emulator/http/html'
import type { CheckoutSession } from '#stripe_emulator/objects'
import { messagePage } from '#stripe_emulator/pages/message_page'

/** The page of a session that is complete or expired. */
export function closedPage(session: CheckoutSession): Html {
  if (session.status === 'complete') {
    return messagePage(
      'You’re all done here',
      'This checkout has already been completed. You have not been charged again.',
      { href: successUrl(session), text: 'Continue to the store' }
    )
  }
  return messagePage(
    'This checkout has expired',
    'You have not been charged. Start again in the store.',
    session.cancel_url === null
      ? undefined
      : { href: session.cancel_url, text: 'Back to the store' }
  )
}
