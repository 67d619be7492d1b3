import { presentmentDetails } from '#stripe_emulator/checkout/buyers_currency'
import { amountIn } from '#stripe_emulator/checkout/currency_amounts'
import { appliedDiscount } from '#stripe_emulator/checkout/discounts'
import { offeredCrossSell, offeredUpsell } from '#stripe_emulator/checkout/offers'
import { html, type Html } from '#stripe_emulator/http/html'
import { formatAmount } from '#stripe_emulator/money'
import type { CheckoutSession, Coupon, LineItem, Price } from '#stripe_emulator/objects'
import type { CheckoutView } from '#stripe_emulator/pages/checkout/checkout_view'
import { every } from '#stripe_emulator/pages/checkout/every'
import { optionalItems } from '#stripe_emulator/pages/checkout/optional_items_part'
import { present } from '#stripe_emulator/presentation'
import { addedBy } from '#stripe_emulator/tax/line_tax'
import type { World } from '#stripe_emulator/world'

/** The items, the discount and the total, shown beside the form. */
export function orderSummary(
  world: World,
  session: CheckoutSession,
  items: LineItem[],
  view: CheckoutView
): Html {
  const print = (amount: number) => formatAmount(amount, session.currency, view.locale)
  return html`${backLink(session)}
    <p class="what">${headline(session, items)}</p>
    <p class="total">
      ${print(session.amount_total)} <span class="period">${every(recurringOf(items))}</span>
    </p>
    <ul class="items">
      ${items.map((item) => itemRow(world, item, print))}
    </ul>
    <dl class="sums">
      <div>
        <dt>Subtotal</dt>
        <dd>${print(session.amount_subtotal)}</dd>
      </div>
      ${discountRow(world, session, print)} ${taxRow(world, session, print)}
      <div class="due">
        <dt>Total due today</dt>
        <dd>${print(session.amount_total)}</dd>
      </div>
    </dl>
    ${presentmentNote(world, session, view)} ${optionalItems(world, session, view)}
    ${offers(world, session, items, print)} ${promotionForm(session, view)}`
}

/** What a card of the buyer's country is charged under Adaptive Pricing. */
function presentmentNote(
  world: World,
  session: CheckoutSession,
  view: CheckoutView
): Html | undefined {
  const presented = presentmentDetails(world, session.amount_total, session.currency)
  return (
    presented &&
    html`<p class="hint">
      Your card is charged
      ${formatAmount(presented.presentment_amount, presented.presentment_currency, view.locale)}.
    </p>`
  )
}

function offers(
  world: World,
  session: CheckoutSession,
  items: LineItem[],
  print: (amount: number) => string
): Html {
  const details = world.store.sessionDetails.get(session.id)
  const isUpsold = Boolean(details?.upsoldFrom)
  const isCrossSold = items.some(({ id }) => id === details?.crossSold)
  const upsell = offeredUpsell(world, session)
  const crossSell = offeredCrossSell(world, session)
  const text = (price: Price) =>
    `${print(amountIn(world, price, session.currency) ?? 0)} ${every(price.recurring)}`.trim()
  const name = (price: Price) => world.store.products.get(price.product)?.name ?? price.product
  return html`${upsell && offerForm(session, 'upsell', `Pay ${text(upsell)} instead`)}
  ${isUpsold && offerForm(session, 'upsell/remove', 'Back to the price that was asked for')}
  ${crossSell && offerForm(session, 'cross_sell', `Add ${name(crossSell)}, ${text(crossSell)}`)}
  ${isCrossSold && offerForm(session, 'cross_sell/remove', 'Remove what was added')}`
}

function offerForm(session: CheckoutSession, action: string, label: string): Html {
  return html`<form class="promotion" method="post" action="/c/pay/${session.id}/${action}">
    <button class="quiet" type="submit">${label}</button>
  </form>`
}

function backLink(session: CheckoutSession): Html {
  const badge = html`<span class="badge">Local Stripe · test mode</span>`
  return html`<p class="top">
    ${session.cancel_url !== null && html`<a class="back" href="${session.cancel_url}">Back</a>`}
    ${badge}
  </p>`
}

function headline(session: CheckoutSession, items: LineItem[]) {
  const name = items.length === 1 ? items[0].description : `${items.length} products`
  return session.mode === 'subscription' ? `Subscribe to ${name}` : name
}

function itemRow(world: World, item: LineItem, print: (amount: number) => string): Html {
  const product = world.store.products.get(item.price.product)
  const image = present(product?.images[0], world)
  return html`<li>
    ${image !== undefined && html`<img src="${image}" alt="" width="64" height="48" />`}
    <span class="name">
      ${item.description}
      ${item.quantity > 1 && html`<span class="quantity">Quantity ${item.quantity}</span>`}
    </span>
    <span class="amount">${print(item.amount_subtotal)}</span>
  </li>`
}

function discountRow(
  world: World,
  session: CheckoutSession,
  print: (amount: number) => string
): Html | null {
  const applied = appliedDiscount(world, session)
  if (!applied) {
    return null
  }
  const name = applied.promotionCode?.code ?? applied.coupon.name ?? applied.coupon.id
  return html`<div class="discount">
    <dt>${name} <span class="period">${describeCoupon(applied.coupon, print)}</span></dt>
    <dd>−${print(session.total_details.amount_discount)}</dd>
  </div>`
}

/** The tax that is added, and that which the amounts include. */
function taxRow(world: World, session: CheckoutSession, print: (amount: number) => string) {
  const details = world.store.sessionDetails.get(session.id)
  const taxes = Object.values(details?.taxes ?? {})
  const added = taxes.reduce((sum, tax) => sum + addedBy(tax), 0)
  const included = session.total_details.amount_tax - added
  return html`${
    details?.hasTax &&
    html`<div>
      <dt>Tax</dt>
      <dd>${print(added)}</dd>
    </div>`
  }
  ${
    included > 0 &&
    html`<div>
      <dt>Tax, included above</dt>
      <dd>${print(included)}</dd>
    </div>`
  }`
}

function promotionForm(session: CheckoutSession, view: CheckoutView): Html | false {
  if (!session.allow_promotion_codes) {
    return false
  }
  const action = `/c/pay/${session.id}/promotion`
  if (session.discounts?.length) {
    return html`<form class="promotion" method="post" action="${action}/remove">
      <button class="quiet" type="submit">Remove the code</button>
    </form>`
  }
  const problem = view.problem?.field === 'promotion_code' ? view.problem : undefined
  return html`<form class="promotion" method="post" action="${action}">
    <label for="promotion_code">Promotion code</label>
    <div class="inline">
      <input
        id="promotion_code"
        name="promotion_code"
        autocomplete="off"
        autocapitalize="characters"
        value="${view.typed.promotionCode}"
        ${problem && html`aria-invalid="true" aria-describedby="promotion_problem"`}
      />
      <button class="quiet" type="submit">Apply</button>
    </div>
    ${problem && html`<p class="problem" role="alert" id="promotion_problem">${problem.message}</p>`}
  </form>`
}

function describeCoupon(coupon: Coupon, print: (amount: number) => string) {
  return coupon.percent_off === null
    ? `${print(coupon.amount_off ?? 0)} off`
    : `${coupon.percent_off}% off`
}

function recurringOf(items: LineItem[]) {
  return items.find((item) => item.price.recurring)?.price.recurring ?? null
}
