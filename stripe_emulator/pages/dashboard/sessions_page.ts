import { expireAllDue } from '#stripe_emulator/checkout/expire_session'
import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { formatAmount } from '#stripe_emulator/money'
import type { CheckoutSession } from '#stripe_emulator/objects'
import {
  actionButton,
  dashboardPage,
  empty,
  olderLink,
  pill,
  ROWS,
  time,
} from '#stripe_emulator/pages/dashboard/frame'
import type { PageRequest } from '#stripe_emulator/pages/pages'
import type { World } from '#stripe_emulator/world'

const path = '/dashboard/sessions'

/** Checkout Sessions: open the payment page, or let one expire. */
export function sessionsPage(request: PageRequest): PageAnswer {
  const { world, query } = request
  expireAllDue(world)
  const startingAfter = query.get('after') ?? undefined
  const page = world.store.checkoutSessions.page({ limit: ROWS, startingAfter })
  if (!page?.data.length) {
    return dashboardPage(request, path, empty('The shop has not sent anybody here yet.'))
  }
  return dashboardPage(
    request,
    path,
    html`<div class="scroll" tabindex="0" role="region" aria-label="List">
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">Total</th>
              <th scope="col">Status</th>
              <th scope="col">What</th>
              <th scope="col">Time</th>
              <th scope="col">Actions</th>
            </tr>
          </thead>
          <tbody>
            ${page.data.map((session) => sessionRow(world, session))}
          </tbody>
        </table>
      </div>
      ${olderLink(page, path)}`
  )
}

function sessionRow(world: World, session: CheckoutSession): Html {
  const items = world.store.sessionDetails.get(session.id)?.lineItems ?? []
  return html`<tr>
    <td class="number">${formatAmount(session.amount_total, session.currency)}</td>
    <td>${sessionState(session)}</td>
    <td>
      ${items.map((item) => item.description).join(', ')}
      <code class="id">${session.id.slice(0, 24)}…</code>
    </td>
    <td>${time(session.created)}</td>
    <td>
      ${
        session.status === 'open' &&
        html`<a class="button quiet" href="/c/pay/${session.id}">Open</a>
          ${actionButton('expire', 'Let it expire', path, { fields: { id: session.id } })}`
      }
    </td>
  </tr>`
}

function sessionState(session: CheckoutSession): Html {
  switch (session.status) {
    case 'open':
      return pill('Open', 'plain')
    case 'expired':
      return pill('Expired', 'bad')
    case 'complete':
      return session.payment_status === 'unpaid' ? pill('Unpaid', 'warn') : pill('Complete', 'good')
  }
}
