import { html, type Html } from '#stripe_emulator/http/html'
import { formatAmount, fractionDigits, typedAmount } from '#stripe_emulator/money'
import type { CheckoutSession, LineItem } from '#stripe_emulator/objects'
import type { CheckoutView, Problem } from '#stripe_emulator/pages/checkout/checkout_view'
import { orderSummary } from '#stripe_emulator/pages/checkout/order_summary'
import { layout } from '#stripe_emulator/pages/layout'
import { DECLINED_CARD, GOOD_CARD } from '#stripe_emulator/payments/cards'
import type { World } from '#stripe_emulator/world'

/** The page on which a buyer pays. */
export function checkoutPage(world: World, session: CheckoutSession, view: CheckoutView): Html {
  const locale = printableLocale(session.locale, view.locale)
  const items = world.store.sessionDetails.get(session.id)?.lineItems ?? []
  return layout({
    title: 'Pay',
    kind: 'checkout',
    body: html`<div class="checkout">
      <aside class="summary">${orderSummary(world, session, items, { ...view, locale })}</aside>
      <main class="payment">${paymentForm(world, session, items, { ...view, locale })}</main>
    </div>`,
  })
}

function paymentForm(
  world: World,
  session: CheckoutSession,
  items: LineItem[],
  view: CheckoutView
): Html {
  const needsMethod =
    session.amount_total > 0 ||
    session.payment_method_collection === 'always' ||
    items[0].price.custom_unit_amount !== null
  return html`<form method="post" action="/c/pay/${session.id}" class="fields">
    <h1>${session.mode === 'subscription' ? 'Subscribe' : 'Payment'}</h1>
    ${formProblem(view.problem)} ${amountField(session, items, view)}
    ${emailField(world, session, view)} ${nameField(world, session, view)}
    ${needsMethod && methodFields(view)}
    <button class="pay" type="submit">${buttonText(session, items, view.locale)}</button>
    ${smallPrint(session)}
  </form>`
}

function formProblem(problem: Problem | undefined): Html | null {
  if (!problem || problem.field === 'promotion_code') {
    return null
  }
  return html`<p class="problem" role="alert" id="problem">${problem.message}</p>`
}

function emailField(world: World, session: CheckoutSession, view: CheckoutView): Html {
  const known = world.store.customers.get(session.customer ?? '')?.email ?? session.customer_email
  if (known !== null && known !== undefined) {
    return html`<div class="field">
      <span class="label">Email</span>
      <p class="known">${known}</p>
    </div>`
  }
  return html`<div class="field">
    <label for="email">Email</label>
    <input
      id="email"
      name="email"
      type="email"
      autocomplete="email"
      required
      value="${view.typed.email}"
      ${describedBy(view, 'email')}
    />
  </div>`
}

/** Asked for where no customer has a name. */
function nameField(world: World, session: CheckoutSession, view: CheckoutView): Html | false {
  return (
    !world.store.customers.get(session.customer ?? '')?.name &&
    html`<div class="field">
      <label for="name">Name (optional)</label>
      <input id="name" name="name" autocomplete="name" value="${view.typed.name}" />
    </div>`
  )
}

function amountField(session: CheckoutSession, items: LineItem[], view: CheckoutView): Html | null {
  const limits = items[0].price.custom_unit_amount
  if (!limits) {
    return null
  }
  const preset = limits.preset === null ? '' : typedAmount(limits.preset, session.currency)
  return html`<div class="field">
    <label for="amount">Your price (${session.currency.toUpperCase()})</label>
    <input
      id="amount"
      name="amount"
      inputmode="${fractionDigits(session.currency) === 0 ? 'numeric' : 'decimal'}"
      required
      value="${view.typed.amount || preset}"
      ${describedBy(view, 'amount')}
    />
  </div>`
}

function methodFields(view: CheckoutView): Html {
  const isDebit = view.typed.method === 'bank_debit'
  const checked = html`checked`
  return html`<fieldset class="methods">
    <legend>Payment method</legend>
    <div class="method">
      <label class="choice">
        <input type="radio" name="method" value="card" ${!isDebit && checked} /> Card
      </label>
      <div class="details">
        <div class="field">
          <label for="card_number">Card number</label>
          <input
            id="card_number"
            name="card_number"
            inputmode="numeric"
            autocomplete="off"
            value="${view.typed.card || spaced(GOOD_CARD)}"
            ${describedBy(view, 'card_number')}
          />
        </div>
        <p class="hint">
          Test numbers: <code>${spaced(GOOD_CARD)}</code> pays,
          <code>${spaced(DECLINED_CARD)}</code> is declined. No real money is charged.
        </p>
      </div>
    </div>
    <div class="method">
      <label class="choice">
        <input type="radio" name="method" value="bank_debit" ${isDebit && checked} /> Bank debit
        <span class="aside">settles later</span>
      </label>
      <div class="details">
        <p class="hint">
          The payment stays pending until you settle it, or let it fail, in the
          <a href="/dashboard" target="_blank" rel="noopener">dashboard</a>.
        </p>
      </div>
    </div>
  </fieldset>`
}

function buttonText(session: CheckoutSession, items: LineItem[], locale: string): string {
  if (session.mode === 'subscription') {
    return session.amount_total === 0 && items.some((item) => item.price.unit_amount !== 0)
      ? 'Start subscription'
      : 'Subscribe'
  }
  if (items[0].price.custom_unit_amount) {
    return 'Pay'
  }
  return session.amount_total === 0
    ? 'Complete order'
    : `Pay ${formatAmount(session.amount_total, session.currency, locale)}`
}

function smallPrint(session: CheckoutSession): Html | false {
  return (
    session.mode === 'subscription' &&
    html`<p class="hint">
      Renews until you cancel. "Renew now" in the dashboard starts the next period.
    </p>`
  )
}

function describedBy(view: CheckoutView, field: string): Html | false {
  return view.problem?.field === field && html`aria-invalid="true" aria-describedby="problem"`
}

function spaced(card: string) {
  return card.replace(/(.{4})(?=.)/g, '$1 ')
}

/** The session's locale, else the reader's; English if `Intl` does not support it. */
function printableLocale(ofSession: string | null, ofReader: string): string {
  const wanted = ofSession === null || ofSession === 'auto' ? ofReader : ofSession
  try {
    return Intl.NumberFormat.supportedLocalesOf(wanted)[0] ?? 'en'
  } catch {
    return 'en'
  }
}
