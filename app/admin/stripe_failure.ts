import type { StripeActFailure } from '#catalogue_editing/product_act'

/** A failure as the page shows it, above the form. */
export interface FailureView {
  status: number
  title: string
  text: string
}

/**
 * Explains why a change in Stripe failed, and what to do.
 * @returns null for `forbidden` and `not_found`, which answer 404
 */
export function viewFailure(failure: StripeActFailure): FailureView | null {
  switch (failure.type) {
    case 'gone':
      return {
        status: 409,
        title: 'Stripe does not have this product any more',
        text: 'It was deleted there, so nothing about it can be changed at Stripe.',
      }
    case 'busy':
      return {
        status: 409,
        title: 'This is being worked on already',
        text: 'Press the button again in a few seconds; nothing is done twice.',
      }
    case 'refused':
      return { status: 422, title: 'Stripe will not have it', text: failure.problem }
    case 'unavailable':
      return {
        status: 503,
        title: 'Stripe did not answer',
        text: `Part of it may be done. Press the button again: it goes on where it stopped, and nothing is done twice. (${failure.problem})`,
      }
    case 'blocked':
      return {
        status: 503,
        title: 'Stripe does not let the store do this',
        text: `${failure.problem} Then press the button again: it goes on where it stopped, and nothing is done twice.`,
      }
    default:
      return null
  }
}
