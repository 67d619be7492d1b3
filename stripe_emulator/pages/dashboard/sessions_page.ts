import { expireAllDue } from '#stripe_emulator/checkout/expire_session'
import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { formatAmount } from '#stripe_emulator/money'
import type { CheckoutSession } from '#stripe_emulator/objects'
import { actionButton, listPage, pill, table, time } from '#stripe_emulator/pages/dashboard/frame'
import type { PageRequest } from '#stripe_emulator/pages/page'
import type { World } from '#stripe_emulator/world'

const path = '/dashboard/sessions'

/** Lists the Checkout Sessions, to open their payment pages or expire them. */
export function sessionsPage(request: PageRequest): PageAnswer {
  const { world } = request
  expireAllDue(world)
  return listPage(request, path, {
    of: world.store.checkoutSessions,
    none: 'No checkouts yet.',
    show: (objects) =>
      table(
        ['Total', 'Status', 'Items', 'Time', 'Actions'],
        objects.map((object) => sessionRow(world, object))
      ),
  })
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
          ${actionButton('expire', 'Expire', path, { fields: { id: session.id } })}`
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
