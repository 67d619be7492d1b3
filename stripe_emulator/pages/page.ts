import type { Control } from '#stripe_emulator/control/control'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import type { World } from '#stripe_emulator/world'

export interface PageRequest {
  world: World
  control: Control
  /** The named steps of the page's path, such as `id`. */
  ids: Record<string, string>
  /** A field of the form; empty if it was not sent. */
  field(name: string): string
  query: URLSearchParams
  /** The reader's first language. */
  locale: string
}

/** One method of one path; `handle` may throw StripeError, which is shown as a message page. */
export interface Page {
  method: 'GET' | 'POST'
  /** Like `/c/pay/:id`. */
  path: string
  handle(request: PageRequest): PageAnswer | Promise<PageAnswer>
}
