import type Stripe from 'stripe'
import type { EmulatorControl } from '#stripe_emulator/control_client'
import { givenPrice, openSession } from '#tests/unit/stripe_emulator/support'

type Json = Record<string, unknown>

/**
 * Creates one object of every kind.
 * @returns their JSON as sent over the wire, by kind
 */
export async function makeEverything(
  stripe: Stripe,
  control: EmulatorControl,
  url: string
): Promise<Record<string, Json>> {
  const read = (path: string) => readWire(url, path)
  const coupon = await stripe.coupons.create({ percent_off: 25.5, name: '25.5% off' })
  const promotion = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: coupon.id },
    code: 'FALL20',
  })
  const price = await givenPrice(stripe, { recurring: { interval: 'month' } })
  const customer = await stripe.customers.create({ email: 'jenny@example.com' })
  const paid = await openSession(stripe, await givenPrice(stripe), { customer: customer.id })
  await control.pay(paid.id)
  const session = await read(
    `/v1/checkout/sessions/${paid.id}?expand[]=line_items&expand[]=payment_intent.latest_charge`
  )
  const intent = session.payment_intent as Json
  const charge = intent.latest_charge as Json
  const refund = await stripe.refunds.create({ charge: charge.id as string, amount: 100 })
  const subscribed = await openSession(stripe, price, {
    discounts: [{ promotion_code: promotion.id }],
  })
  await control.pay(subscribed.id)
  const recurring = await read(
    `/v1/checkout/sessions/${subscribed.id}?expand[]=subscription.discounts&expand[]=invoice.payments`
  )
  const subscription = recurring.subscription as Json & { items: { data: Json[] } }
  const invoice = recurring.invoice as Json & {
    lines: { data: Json[] }
    payments: { data: Json[] }
  }
  const several = await makeSeveralLines(stripe, control, url)
  const disputed = await openSession(stripe, await givenPrice(stripe))
  await control.pay(disputed.id)
  const { payment_intent: taken } = await read(`/v1/checkout/sessions/${disputed.id}`)
  const dispute = await control.dispute(taken as string)
  const portal = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    return_url: 'http://localhost/purchases',
  })
  const [event] = await control.events({ type: 'product.created' })
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:9/hook',
    enabled_events: ['*'],
  })
  return {
    ...(await makeDeleted(stripe, url)),
    'product': await read(`/v1/products/${price.product as string}`),
    'price': await read(`/v1/prices/${price.id}`),
    'customer': await read(`/v1/customers/${customer.id}`),
    'coupon': await read(`/v1/coupons/${coupon.id}`),
    'promotion_code': await read(`/v1/promotion_codes/${promotion.id}`),
    'checkout.session': session,
    'item': (session.line_items as { data: Json[] }).data[0],
    'payment_intent': intent,
    'charge': await read(`/v1/charges/${charge.id as string}?expand[]=refunds`),
    'payment_method': await read(`/v1/payment_methods/${intent.payment_method as string}`),
    'balance_transaction': await read(
      `/v1/balance_transactions/${charge.balance_transaction as string}`
    ),
    'dispute': await read(`/v1/disputes/${dispute.id}`),
    'billing_portal.session': portal as unknown as Json,
    'refund': await read(`/v1/refunds/${refund.id}`),
    subscription,
    'subscription_item': subscription.items.data[0],
    'plan': subscription.items.data[0].plan as Json,
    'discount': (subscription.discounts as Json[])[0],
    invoice,
    'line_item': invoice.lines.data[0],
    'invoice_payment': invoice.payments.data[0],
    'tax_rate': several.taxRate,
    'invoiceitem': several.invoiceItem,
    'event': await read(`/v1/events/${event.id}`),
    'webhook_endpoint': await read(`/v1/webhook_endpoints/${endpoint.id}`),
  }
}

/**
 * Pays for two recurring lines and one single one, with a discount and with tax.
 * @returns the session with its lines, its invoice, a line that is paid once, and a tax rate
 */
export async function makeSeveralLines(stripe: Stripe, control: EmulatorControl, url: string) {
  const coupon = await stripe.coupons.create({ percent_off: 10 })
  const month = { recurring: { interval: 'month' } } as const
  const prices = [
    await givenPrice(stripe, month),
    await givenPrice(stripe, { ...month, tax_behavior: 'inclusive' }),
    await givenPrice(stripe),
  ]
  const { id } = await openSession(stripe, prices[0], {
    line_items: prices.map((price) => ({ price: price.id, quantity: 1 })),
    optional_items: [{ price: (await givenPrice(stripe)).id, quantity: 1 }],
    discounts: [{ coupon: coupon.id }],
    automatic_tax: { enabled: true },
  })
  await control.pay(id)
  const parts = ['line_items.data.taxes', 'line_items.data.discounts', 'subscription', 'invoice']
  const session = await readWire(
    url,
    `/v1/checkout/sessions/${id}?${parts.map((part) => `expand[]=${part}`).join('&')}`
  )
  const lines = (session.line_items as { data: Json[] }).data
  const invoice = session.invoice as Json & { lines: { data: Json[] } }
  const [{ rate }] = lines[0].taxes as { rate: Json }[]
  const { data: items } = await stripe.invoiceItems.list({ customer: session.customer as string })
  return {
    session,
    lines,
    invoice,
    subscription: session.subscription as Json,
    taxRate: await readWire(url, `/v1/tax_rates/${String(rate.id)}`),
    invoiceItem: await readWire(url, `/v1/invoiceitems/${items[0].id}`),
  }
}

async function makeDeleted(stripe: Stripe, url: string): Promise<Record<string, Json>> {
  const product = await stripe.products.create({ name: 'Gone soon' })
  const customer = await stripe.customers.create({})
  const coupon = await stripe.coupons.create({ percent_off: 10 })
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:9/gone',
    enabled_events: ['*'],
  })
  const remove = (path: string) => readWire(url, path, 'DELETE')
  return {
    deleted_product: await remove(`/v1/products/${product.id}`),
    deleted_customer: await remove(`/v1/customers/${customer.id}`),
    deleted_coupon: await remove(`/v1/coupons/${coupon.id}`),
    deleted_webhook_endpoint: await remove(`/v1/webhook_endpoints/${endpoint.id}`),
  }
}

/** Without the SDK, which converts some values when it parses them. */
export async function readWire(url: string, path: string, method = 'GET'): Promise<Json> {
  const response = await fetch(url + path, {
    method,
    headers: { Authorization: 'Bearer sk_test_kiosk' },
  })
  return (await response.json()) as Json
}
