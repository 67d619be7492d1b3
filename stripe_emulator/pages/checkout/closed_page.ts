import { successUrl } from '#stripe_emulator/checkout/pay_and_wait'
import type { Html } from '#stripe_emulator/http/html'
import type { CheckoutSession } from '#stripe_emulator/objects'
import { messagePage } from '#stripe_emulator/pages/message_page'

/** What a payment page says when there is nothing to pay any more. */
export function closedPage(session: CheckoutSession): Html {
  if (session.status === 'complete') {
    return messagePage(
      'You are all done here',
      'This payment page was completed before. Nothing is charged a second time.',
      { href: successUrl(session), text: 'Continue to the shop' }
    )
  }
  return messagePage(
    'This page has expired',
    'The time to pay here is over and nothing was charged. Start again in the shop.',
    session.cancel_url === null ? undefined : { href: session.cancel_url, text: 'Back to the shop' }
  )
}
