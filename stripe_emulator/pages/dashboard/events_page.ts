import { findOrFail } from '#stripe_emulator/api/endpoint'
import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import type { StripeEvent } from '#stripe_emulator/objects'
import {
  actionButton,
  dashboardPage,
  listPage,
  pill,
  table,
  time,
} from '#stripe_emulator/pages/dashboard/frame'
import type { PageRequest } from '#stripe_emulator/pages/page'
import { present } from '#stripe_emulator/presentation'
import type { Delivery, DeliveryAttempt } from '#stripe_emulator/records'
import type { World } from '#stripe_emulator/world'

const path = '/dashboard/events'

/** Lists the events with their deliveries, to send them again. */
export function eventsPage(request: PageRequest): PageAnswer {
  const { world } = request
  return listPage(request, path, {
    of: world.store.events,
    none: 'No events yet.',
    show: (objects) =>
      table(
        ['Event', 'Delivery', 'Time', 'Actions'],
        objects.map((object) => eventRow(world, object))
      ),
  })
}

/** Shows one event with every delivery attempt and its payload. */
export function eventPage(request: PageRequest): PageAnswer {
  const { world, ids } = request
  const event = findOrFail(world.store.events, 'event', ids.id)
  const deliveries = world.courier.deliveriesOf(event.id)
  return dashboardPage(
    request,
    path,
    html`<h2>${event.type}</h2>
      <p><code class="id">${event.id}</code> ${time(event.created)}</p>
      ${deliveries.map((delivery) => deliveryDetails(world, delivery))}
      ${resendButton(event, `${path}/${event.id}`)}
      <pre>${JSON.stringify(present(event, world), null, 2)}</pre>`
  )
}

function eventRow(world: World, event: StripeEvent): Html {
  const deliveries = world.courier.deliveriesOf(event.id)
  return html`<tr>
    <td>
      <a href="${path}/${event.id}">${event.type}</a>
      <code class="id">${event.id}</code>
    </td>
    <td>${deliveries.length === 0 ? pill('No endpoint') : deliveries.map(deliveryState)}</td>
    <td>${time(event.created)}</td>
    <td>${resendButton(event, path)}</td>
  </tr>`
}

function resendButton(event: StripeEvent, back: string): Html {
  return actionButton('resend', 'Send again', back, {
    fields: { id: event.id },
    input: html`<input
      name="times"
      type="number"
      min="1"
      max="100"
      value="1"
      aria-label="Number of deliveries"
    />`,
  })
}

function deliveryDetails(world: World, delivery: Delivery): Html {
  const url = world.store.webhookEndpoints.get(delivery.endpointId)?.url
  return html`<section class="delivery">
    <p>${deliveryState(delivery)} <span class="soft">${url}</span></p>
    <ol>
      ${delivery.attempts.map(
        (attempt) =>
          html`<li>
            ${time(Math.floor(attempt.at / 1000))}: ${attemptText(attempt)}
            <span class="soft">(${attempt.durationMs} ms)</span>
          </li>`
      )}
    </ol>
  </section>`
}

function attemptText({ status, error }: DeliveryAttempt) {
  return status === null ? (error ?? 'no answer') : `answered ${status}`
}

function deliveryState(delivery: Delivery): Html {
  const tries = delivery.attempts.length > 1 ? ` after ${delivery.attempts.length} tries` : ''
  switch (delivery.state) {
    case 'delivered':
      return pill(`Delivered${tries}`, 'good')
    case 'pending':
      return pill(tries ? `Retrying${tries}` : 'Pending', 'warn')
    case 'held':
      return pill('Held', 'warn')
    case 'dropped':
      return pill('Dropped', 'bad')
    case 'failed':
      return pill(`Failed${tries}`, 'bad')
  }
}
