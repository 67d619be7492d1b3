import { buildItem, buildPlan } from '#stripe_emulator/billing/build_subscription'
import { periodLine, proratedLine, type ItemLine } from '#stripe_emulator/billing/item_lines'
import { periodEnd } from '#stripe_emulator/billing/periods'
import {
  discounted,
  discountOfPeriod,
  discountsOfItems,
} from '#stripe_emulator/billing/subscription_discounts'
import { detailsOf } from '#stripe_emulator/billing/subscription_details'
import { amountIn } from '#stripe_emulator/checkout/currency_amounts'
import { invalidRequest, resourceMissing } from '#stripe_emulator/http/stripe_error'
import type { Price, Subscription, SubscriptionItem } from '#stripe_emulator/objects'
import type { World } from '#stripe_emulator/world'

/** As many items as Stripe allows. */
const MOST_ITEMS = 20

/** What becomes of one item of a subscription. */
export interface ItemChange {
  /** The item that is changed or removed; without it, one is added. */
  id?: string
  price?: Price
  /** Default: as it is, or 1. */
  quantity?: number
  deleted?: boolean
}

/** What a subscription will be, and what that costs. Nothing of it has happened yet. */
export interface PlannedItems {
  items: SubscriptionItem[]
  /** What is given back for the rest of the period, as negative amounts. */
  credits: ItemLine[]
  charges: ItemLine[]
  /** Whether a new period starts now, because the interval is another. */
  restarts: boolean
  /** The discount of the charges, where a new period starts. */
  discount?: string
}

/**
 * Plans a change of the items. For the rest of the period the old ones are credited and the new ones
 * charged; with another interval all of them are, and a new period starts.
 *
 * Source: https://docs.stripe.com/billing/subscriptions/prorations
 *
 * @throws StripeError for items that the subscription does not have or cannot have together
 */
export function planItems(
  world: World,
  subscription: Subscription,
  changes: ItemChange[]
): PlannedItems {
  const before = subscription.items.data
  const after = changes.reduce<SubscriptionItem[]>(
    (items, change, index) => changed(world, subscription, items, { ...change, index }),
    before.map((item) => ({ ...item }))
  )
  checkItems(world, subscription, after)
  const isPaidFor = subscription.status === 'active'
  if (isPaidFor && rhythm(before[0].price) !== rhythm(after[0].price)) {
    return restarted(world, subscription, after)
  }
  return {
    items: after,
    credits: isPaidFor ? prorated(world, subscription, before, after, -1) : [],
    charges: isPaidFor ? prorated(world, subscription, after, before, 1) : [],
    restarts: false,
  }
}

function changed(
  world: World,
  subscription: Subscription,
  items: SubscriptionItem[],
  { id, price, quantity, deleted, index }: ItemChange & { index: number }
): SubscriptionItem[] {
  if (id === undefined) {
    if (!price) {
      throw invalidRequest(`Missing required param: items[${index}][price].`, {
        code: 'parameter_missing',
        param: `items[${index}][price]`,
      })
    }
    const { current_period_start: start, current_period_end: end } = subscription.items.data[0]
    const item = buildItem(subscription.id, { price, quantity: quantity ?? 1 }, start, end)
    return [...items, { ...item, created: world.now() }]
  }
  if (!items.some((item) => item.id === id)) {
    throw resourceMissing('subscription_item', id, `items[${index}][id]`)
  }
  if (deleted) {
    return items.filter((item) => item.id !== id)
  }
  return items.map((item) =>
    item.id === id
      ? {
          ...item,
          ...(price && { price, plan: buildPlan(price) }),
          quantity: quantity ?? item.quantity,
        }
      : item
  )
}

function checkItems(world: World, { currency }: Subscription, items: SubscriptionItem[]) {
  const prices = items.map(({ price }) => price)
  if (items.length === 0) {
    throw invalidRequest('A subscription must have at least one active plan.', { param: 'items' })
  }
  if (items.length > MOST_ITEMS) {
    throw invalidRequest(`A subscription can have at most ${MOST_ITEMS} items.`, { param: 'items' })
  }
  const wrong = prices.find(
    (price) => !price.recurring || amountIn(world, price, currency) === null
  )
  if (wrong) {
    throw invalidRequest(
      `The price ${wrong.id} is not recurring or has another currency than the subscription.`
    )
  }
  if (new Set(prices.map(rhythm)).size > 1) {
    throw invalidRequest(
      'Currency and interval fields must match across all plans on this subscription. Found ' +
        'mismatch in interval field.',
      { param: 'items' }
    )
  }
  const repeated = prices.find(({ id }, index) => prices.findIndex((one) => one.id === id) < index)
  if (repeated) {
    throw invalidRequest(
      `Cannot add multiple subscription items with the same plan: ${repeated.id}`,
      { param: 'items' }
    )
  }
}

/** The lines of the items that the others do not have, or not so. */
function prorated(
  world: World,
  subscription: Subscription,
  items: SubscriptionItem[],
  others: SubscriptionItem[],
  sign: 1 | -1
): ItemLine[] {
  const off = discountsOfItems(world, subscription, items, sign === -1)
  return items.flatMap((item, index) =>
    others.some((other) => isSame(item, other))
      ? []
      : [proratedLine(world, item, { sign, off: off[index] })]
  )
}

function restarted(
  world: World,
  subscription: Subscription,
  after: SubscriptionItem[]
): PlannedItems {
  const start = world.now()
  const items = after.map((item) => ({
    ...item,
    current_period_start: start,
    current_period_end: periodEnd(start, item.price.recurring!, 1),
  }))
  const discount = discountOfPeriod(world, subscription, detailsOf(world, subscription).periods + 1)
  const lines = items.map((item) =>
    periodLine(world, item, { start, end: item.current_period_end })
  )
  return {
    items,
    credits: prorated(world, subscription, subscription.items.data, [], -1),
    charges: discounted(world, lines, discount),
    restarts: true,
    discount: discount?.id,
  }
}

function isSame(one: SubscriptionItem, other: SubscriptionItem): boolean {
  return one.id === other.id && one.price.id === other.price.id && one.quantity === other.quantity
}

function rhythm({ recurring }: Price) {
  return `${recurring?.interval_count} ${recurring?.interval}`
}
