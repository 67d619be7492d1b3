import {
  cancelInPortal,
  endsWithPeriod,
  keepSubscription,
} from '#stripe_emulator/billing/cancel_subscription'
import { changePlan } from '#stripe_emulator/billing/change_plan'
import { updateCard } from '#stripe_emulator/billing/change_subscription'
import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { invalidRequest, resourceMissing } from '#stripe_emulator/http/stripe_error'
import { formatAmount } from '#stripe_emulator/money'
import type { PortalSession, Price, Subscription } from '#stripe_emulator/objects'
import { layout } from '#stripe_emulator/pages/layout'
import type { Page, PageRequest } from '#stripe_emulator/pages/page'
import { ownAddress } from '#stripe_emulator/presentation'
import type { World } from '#stripe_emulator/world'

/** The billing portal: update the card, change the plan, cancel, undo the cancellation. */
export const portalPages: Page[] = [
  { method: 'GET', path: '/portal/:secret', handle: showPortal },
  { method: 'POST', path: '/portal/:secret', handle: act },
]

function showPortal(request: PageRequest): PageAnswer {
  const { world, ids } = request
  const portal = findPortal(world, ids.secret)
  const subscriptions = world.store.subscriptions.filter((one) => one.customer === portal.customer)
  const page = layout({
    title: 'Your subscriptions',
    kind: 'message',
    body: html`<main class="message">
      <p class="badge">Local Stripe · test mode</p>
      <h1>Your subscriptions</h1>
      ${subscriptions.length === 0 && html`<p>You have no subscriptions.</p>`}
      ${subscriptions.map((one) => subscriptionPart(request, one))}
      ${
        portal.return_url !== null &&
        html`<p><a class="button" href="${portal.return_url}">Return to the store</a></p>`
      }
    </main>`,
  })
  return { status: 200, page }
}

function act(request: PageRequest): PageAnswer {
  const { world, ids } = request
  const portal = findPortal(world, ids.secret)
  const subscription = world.store.subscriptions.get(request.field('subscription'))
  if (subscription?.customer !== portal.customer) {
    throw invalidRequest('This subscription belongs to another customer.')
  }
  switch (request.field('intent')) {
    case 'card':
      updateCard(world, subscription)
      break
    case 'cancel':
      cancelInPortal(world, subscription)
      break
    case 'keep':
      keepSubscription(world, subscription)
      break
    case 'plan':
      changePlan(world, subscription, {
        price: findPlan(world, subscription, request.field('price')),
      })
      break
    default:
      throw invalidRequest('There is no such action.')
  }
  world.store.changed()
  return { seeOther: `/portal/${ids.secret}` }
}

function subscriptionPart({ world, ids, locale }: PageRequest, subscription: Subscription): Html {
  const items = subscription.items.data
  const button = (intent: string, label: string) =>
    html`<form method="post" action="/portal/${ids.secret}">
      <input type="hidden" name="subscription" value="${subscription.id}" />
      <button type="submit" name="intent" value="${intent}">${label}</button>
    </form>`
  const others = plansOf(world, subscription)
  return html`<section class="part">
    ${items.map(
      ({ price }) =>
        html`<h2>${world.store.products.get(price.product)?.name}</h2>
          <p>${priceText(price, locale)}, ${statusText(subscription)}</p>`
    )}
    ${subscription.status !== 'canceled' && button('card', 'Update card')}
    ${
      subscription.status !== 'canceled' &&
      (endsWithPeriod(subscription)
        ? button('keep', 'Don’t cancel')
        : button('cancel', 'Cancel at period end'))
    }
    ${others.map(
      (price) =>
        html`<form method="post" action="/portal/${ids.secret}">
          <input type="hidden" name="subscription" value="${subscription.id}" />
          <input type="hidden" name="price" value="${price.id}" />
          <button type="submit" name="intent" value="plan">
            Change to ${world.store.products.get(price.product)?.name}, ${priceText(price, locale)}
          </button>
        </form>`
    )}
  </section>`
}

/**
 * What the customer can change to. Stripe lets a subscription with several products be canceled, and not
 * be changed.
 */
function plansOf(world: World, subscription: Subscription): Price[] {
  const [{ price: current }, ...others] = subscription.items.data
  return subscription.status === 'canceled' || others.length > 0
    ? []
    : world.store.prices.filter(
        (price) =>
          (world.settings.portalPlans === 'all_products' || price.product === current.product) &&
          price.active &&
          price.id !== current.id &&
          price.recurring !== null &&
          price.currency === current.currency
      )
}

function findPlan(world: World, subscription: Subscription, id: string): Price {
  const price = plansOf(world, subscription).find((one) => one.id === id)
  if (!price) {
    throw resourceMissing('price', id)
  }
  return price
}

function findPortal(world: World, secret: string): PortalSession {
  const portal = world.store.portalSessions.find(
    (one) => one.url === ownAddress(`/portal/${secret}`)
  )
  if (!portal) {
    throw resourceMissing('billing_portal.session', secret)
  }
  return portal
}

function priceText({ unit_amount: amount, currency, recurring }: Price, locale: string): string {
  return `${formatAmount(amount ?? 0, currency, locale)} / ${recurring?.interval ?? 'once'}`
}

function statusText(subscription: Subscription): string {
  const [item] = subscription.items.data
  const end = new Date(item.current_period_end * 1000).toISOString().slice(0, 10)
  if (subscription.status === 'canceled') {
    return 'ended'
  }
  if (subscription.status !== 'active' && subscription.status !== 'trialing') {
    return subscription.status.replace('_', ' ')
  }
  return endsWithPeriod(subscription) ? `ends on ${end}` : `renews on ${end}`
}
