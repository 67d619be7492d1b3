import { endsWithPeriod } from '#stripe_emulator/billing/cancel_subscription'
import { PAUSE_BEHAVIORS } from '#stripe_emulator/billing/pause_collection'
import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { formatAmount } from '#stripe_emulator/money'
import type { Subscription, SubscriptionItem } from '#stripe_emulator/objects'
import { actionButton, listPage, pill, table, time } from '#stripe_emulator/pages/dashboard/frame'
import type { PageRequest } from '#stripe_emulator/pages/page'
import type { World } from '#stripe_emulator/world'

const path = '/dashboard/subscriptions'

/** Lists the subscriptions, to renew, pause and cancel them, and to advance the clock. */
export function subscriptionsPage(request: PageRequest): PageAnswer {
  const { world } = request
  return listPage(request, path, {
    of: world.store.subscriptions,
    none: 'No subscriptions yet.',
    show: (objects) =>
      html`<p class="soft">
          Clock: ${time(world.now())}
          ${actionButton('pass-hours', 'Advance … hours', path, {
            input: html`<input name="hours" type="number" min="1" value="25" aria-label="Hours" />`,
          })}
        </p>
        ${table(
          ['Product', 'Status', 'Buyer', 'Period ends', 'Actions'],
          objects.map((object) => subscriptionRow(world, object))
        )}`,
  })
}

function subscriptionRow(world: World, subscription: Subscription): Html {
  const [item] = subscription.items.data
  return html`<tr>
    <td>
      ${subscription.items.data.map((one) => itemRow(world, subscription, one))}
      <code class="id">${subscription.id}</code>
    </td>
    <td>${state(subscription)}</td>
    <td>${world.store.customers.get(subscription.customer)?.email}</td>
    <td>${time(subscription.ended_at ?? item.current_period_end)}</td>
    <td>${subscription.status !== 'canceled' && actions(subscription)}</td>
  </tr>`
}

function actions(subscription: Subscription): Html {
  const fields = { id: subscription.id }
  const ends = endsWithPeriod(subscription)
  if (subscription.status === 'paused') {
    return actionButton('resume', 'Resume', path, { fields })
  }
  if (subscription.status === 'past_due' || subscription.status === 'unpaid') {
    return html`${actionButton('update-card', 'Update card', path, { fields })}
    ${subscription.status === 'past_due' && actionButton('give-up', 'Stop retries', path, { fields })}
    ${actionButton('cancel', 'Cancel now', path, { fields })}`
  }
  return html`${actionButton('renew', ends ? 'End the period' : 'Renew now', path, { fields })}
  ${!ends && actionButton('renew-fail', 'Renew, card declined', path, { fields })}
  ${
    ends
      ? actionButton('keep', 'Don’t cancel', path, { fields })
      : actionButton('cancel-later', 'Cancel at period end', path, { fields })
  }
  ${actionButton('pass-to-renewal', 'Advance to renewal', path, { fields })}
  ${actionButton('pause', 'Pause', path, { fields })} ${collection(subscription)}
  ${actionButton('cancel', 'Cancel now', path, { fields })} ${newItem(subscription)}
  ${inDays('cancel-at', 'Cancel in … days', subscription)}
  ${inDays('start-trial', 'Trial of … days', subscription)}
  ${actionButton('delete-customer', 'Delete customer', path, { fields: { id: subscription.customer } })}`
}

/** A product of the subscription, with the forms that change or remove it. */
function itemRow(world: World, subscription: Subscription, item: SubscriptionItem): Html {
  const { status, items } = subscription
  const fields = { id: subscription.id, item: item.id }
  return html`<div>
    ${world.store.products.get(item.price.product)?.name}
    <span class="soft">${price(item)}</span>
    ${
      status !== 'canceled' &&
      actionButton('change-plan', 'Change plan', path, {
        fields,
        input: html`<input
          name="price"
          aria-label="New price of ${item.id}"
          placeholder="price_…"
        />`,
      })
    }
    ${
      status !== 'canceled' &&
      items.data.length > 1 &&
      actionButton('remove-item', 'Remove', path, { fields })
    }
  </div>`
}

function newItem({ id }: Subscription): Html {
  return actionButton('add-item', 'Add product', path, {
    fields: { id },
    input: html`<input name="price" aria-label="Price of a further item" placeholder="price_…" />`,
  })
}

function inDays(action: string, label: string, { id }: Subscription): Html {
  return actionButton(action, label, path, {
    fields: { id },
    input: html`<input name="days" type="number" min="1" value="60" aria-label="Days" />`,
  })
}

function collection(subscription: Subscription): Html {
  const fields = { id: subscription.id }
  return subscription.pause_collection
    ? actionButton('resume-collection', 'Resume collection', path, { fields })
    : actionButton('pause-collection', 'Pause collection', path, {
        fields,
        input: html`<select name="behavior" aria-label="Invoices meanwhile">
          ${PAUSE_BEHAVIORS.toReversed().map(
            (behavior) =>
              html`<option value="${behavior}">${behavior.replaceAll('_', ' ')}</option>`
          )}
        </select>`,
      })
}

function state(subscription: Subscription): Html {
  if (endsWithPeriod(subscription) && subscription.status !== 'canceled') {
    return pill('Cancels at period end', 'warn')
  }
  if (subscription.pause_collection && subscription.status === 'active') {
    return pill('Active, collection paused', 'warn')
  }
  switch (subscription.status) {
    case 'incomplete':
      return pill('Incomplete', 'warn')
    case 'active':
      return pill('Active', 'good')
    case 'trialing':
      return pill('Trial', 'good')
    case 'past_due':
      return pill('Past due', 'bad')
    case 'unpaid':
      return pill('Unpaid', 'bad')
    case 'paused':
      return pill('Paused', 'plain')
    case 'canceled':
      return pill('Ended', 'plain')
  }
}

function price({
  price: { unit_amount: amount, currency, recurring },
  quantity,
}: SubscriptionItem) {
  const every =
    recurring?.interval_count === 1
      ? recurring.interval
      : `${recurring?.interval_count} ${recurring?.interval}s`
  return `${formatAmount((amount ?? 0) * quantity, currency)} / ${every}`
}
