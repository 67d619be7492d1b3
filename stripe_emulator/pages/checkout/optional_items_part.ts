import { amountFor } from '#stripe_emulator/checkout/currency_amounts'
import { quantityLimits } from '#stripe_emulator/checkout/optional_items'
import { html, type Html } from '#stripe_emulator/http/html'
import { formatAmount } from '#stripe_emulator/money'
import type { CheckoutSession, OptionalItem } from '#stripe_emulator/objects'
import type { CheckoutView } from '#stripe_emulator/pages/checkout/checkout_view'
import { every } from '#stripe_emulator/pages/checkout/every'
import type { World } from '#stripe_emulator/world'

/** What the buyer may add to the order, and what was added and can be removed. */
export function optionalItems(world: World, session: CheckoutSession, view: CheckoutView): Html {
  return html`${session.optional_items?.map((item) => itemForm(world, session, item, view))}`
}

function itemForm(
  world: World,
  session: CheckoutSession,
  item: OptionalItem,
  view: CheckoutView
): Html {
  const details = world.store.sessionDetails.get(session.id)
  const lineId = details?.optionalLines[item.price]
  const line = details?.lineItems.find(({ id }) => id === lineId)
  const { name, cost } = describe(world, session, item, view)
  const action = `/c/pay/${session.id}/optional`
  const quantity = quantityField(item, line?.quantity ?? item.quantity, name)
  if (!line) {
    return form(
      action,
      item,
      html`${quantity} <button class="quiet" type="submit">Add ${cost}</button>`
    )
  }
  return html`${
    quantity &&
    form(
      action,
      item,
      html`${quantity} <button class="quiet" type="submit">Change quantity</button>`
    )
  }
  ${form(`${action}/remove`, item, html`<button class="quiet" type="submit">Remove ${name}</button>`)}`
}

function form(action: string, { price }: OptionalItem, content: Html): Html {
  return html`<form class="promotion optional" method="post" action="${action}">
    <input type="hidden" name="price" value="${price}" />
    <div class="inline">${content}</div>
  </form>`
}

function quantityField(item: OptionalItem, quantity: number, label: string): Html | null {
  const limits = quantityLimits(item)
  return (
    limits &&
    html`<input
      name="quantity"
      type="number"
      min="${limits.least}"
      max="${limits.most}"
      value="${quantity}"
      aria-label="Quantity of ${label}"
    />`
  )
}

/** The name of the product, and what the quantity costs that is added first. */
function describe(
  world: World,
  session: CheckoutSession,
  { price: id, quantity }: OptionalItem,
  view: CheckoutView
): { name: string; cost: string } {
  const price = world.store.prices.get(id)
  if (!price) {
    return { name: id, cost: id }
  }
  const name = world.store.products.get(price.product)?.name ?? price.product
  const amount = amountFor(world, price, quantity, session.currency) ?? 0
  const cost = formatAmount(amount, session.currency, view.locale)
  const count = quantity === 1 ? '' : `${quantity} × `
  return { name, cost: `${count}${name}, ${cost} ${every(price.recurring)}`.trim() }
}
