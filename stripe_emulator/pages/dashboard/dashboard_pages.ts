import { StripeError } from '#stripe_emulator/http/stripe_error'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { actions } from '#stripe_emulator/pages/dashboard/actions'
import { eventPage, eventsPage } from '#stripe_emulator/pages/dashboard/events_page'
import { hostilePage } from '#stripe_emulator/pages/dashboard/hostile_page'
import { paymentsPage } from '#stripe_emulator/pages/dashboard/payments_page'
import { productsPage } from '#stripe_emulator/pages/dashboard/products_page'
import { sessionsPage } from '#stripe_emulator/pages/dashboard/sessions_page'
import { settingsPage } from '#stripe_emulator/pages/dashboard/settings_page'
import { subscriptionsPage } from '#stripe_emulator/pages/dashboard/subscriptions_page'
import { messagePage } from '#stripe_emulator/pages/message_page'
import type { Page, PageRequest } from '#stripe_emulator/pages/page'

/** The dashboard: lists of objects with buttons for what buyers, banks and time do. */
export const dashboardPages: Page[] = [
  { method: 'GET', path: '/dashboard', handle: paymentsPage },
  { method: 'GET', path: '/dashboard/sessions', handle: sessionsPage },
  { method: 'GET', path: '/dashboard/subscriptions', handle: subscriptionsPage },
  { method: 'GET', path: '/dashboard/products', handle: productsPage },
  { method: 'GET', path: '/dashboard/events', handle: eventsPage },
  { method: 'GET', path: '/dashboard/events/:id', handle: eventPage },
  { method: 'GET', path: '/dashboard/settings', handle: settingsPage },
  { method: 'GET', path: '/dashboard/hostile', handle: hostilePage },
  { method: 'POST', path: '/dashboard/do/:action', handle: act },
]

async function act(request: PageRequest): Promise<PageAnswer> {
  const { action } = request.ids
  if (!Object.hasOwn(actions, action)) {
    return {
      status: 404,
      page: messagePage('Page not found', `There is no action "${action}".`),
    }
  }
  try {
    await actions[action].act(request)
    request.world.store.changed()
    return back(request, 'done', actions[action].notice)
  } catch (error) {
    if (error instanceof StripeError) {
      return back(request, 'failed', error.message)
    }
    throw error
  }
}

/** Redirects to the page that the button is on, never outside the dashboard. */
function back(request: PageRequest, name: 'done' | 'failed', notice: string): PageAnswer {
  const wanted = request.field('back')
  const path = /^\/dashboard(\/[\w/]*)?$/.test(wanted) ? wanted : '/dashboard'
  return { seeOther: `${path}?${new URLSearchParams({ [name]: notice }).toString()}` }
}
