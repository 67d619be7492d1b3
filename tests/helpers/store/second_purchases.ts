import CheckInvariants from '#operations/check_invariants'
import {
  type Buyer,
  deliverEvents,
  givenBuyer,
  openSession,
  purchaseOf,
} from '#tests/helpers/store/buying'
import { formFields, type givenStaff, hiddenFields } from '#tests/helpers/store/panel'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

/** Adds a price to the plan, as in Stripe's dashboard. */
export async function givenPlanPrice(price: {
  unit_amount: number
  recurring?: { interval: 'year' }
}) {
  const { id } = await stripe.prices.create({ product: 'prod_plan', currency: 'usd', ...price })
  await deliverEvents()
  return id
}

/** A monthly and a yearly subscription of one buyer; both checkouts began before either was paid. */
export async function givenTwoSubscriptions(someone?: Buyer) {
  const yearly = await givenPlanPrice({ unit_amount: 9000, recurring: { interval: 'year' } })
  const buyer = someone ?? (await givenBuyer())
  const sessions = [
    await openSession(buyer, 'plan', { price_id: 'price_plan' }),
    await openSession(buyer, 'plan', { price_id: yearly }),
  ]
  for (const session of sessions) {
    await emulator.pay(session)
    await deliverEvents()
  }
  const [first, second] = await Promise.all(sessions.map(async (id) => (await purchaseOf(id))!))
  return { buyer, first, second }
}

/** Sends the form of a subscription and confirms it. */
export async function settleSubscription(
  staff: Awaited<ReturnType<typeof givenStaff>>,
  id: number,
  fields: Record<string, string>
) {
  const path = `/admin/purchases/${id}/subscription`
  const question = await staff.post(path, { ...formFields(await staff.get(path)), ...fields })
  return staff.post(path, {
    ...(hiddenFields(question) as Record<string, string>),
    intent: 'confirm',
  })
}

/** What breaks an invariant, by its label. */
export async function violations(): Promise<string[]> {
  return (await new CheckInvariants().handle()).map(({ label }) => label)
}
