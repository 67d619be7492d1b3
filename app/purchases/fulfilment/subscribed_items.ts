import type Stripe from 'stripe'
import { boughtLine, type SoldProduct } from '#purchases/fulfilment/sold_products'
import type { CheckoutFacts } from '#stripe/payment_gateway'
import { idOf } from '#stripe/stripe_objects'

/**
 * The items of a subscription that each recurring product of its checkout is charged by now, the
 * likeliest first; none where the product was taken out of the subscription.
 *
 * An item keeps its product through its price, its product, or what Stripe charged by it before: the
 * plan may have been changed in Stripe's portal or dashboard. What is left goes to the products that are
 * left, oldest first, since a plan can also be changed by a new item; but not what the checkout sold by
 * other lines.
 */
export function subscribedItems(
  facts: CheckoutFacts,
  products: SoldProduct[]
): Map<SoldProduct, Stripe.SubscriptionItem[]> {
  const recurring = products.filter(({ isRecurring }) => isRecurring)
  const items = oldestFirst(facts.subscription?.items.data ?? [])
  const claimed = new Map<SoldProduct, Stripe.SubscriptionItem>()
  const claim = (belongs: (item: Stripe.SubscriptionItem, product: SoldProduct) => boolean) => {
    for (const product of recurring.filter((one) => !claimed.has(one))) {
      const taken = [...claimed.values()]
      const fitting = items.filter((one) => !taken.includes(one) && belongs(one, product))
      const item = fitting.find((one) => wasChargedFor(one, product, facts)) ?? fitting.at(0)
      if (item) {
        claimed.set(product, item)
      }
    }
  }
  claim((item, product) => item.price.id === boughtLine(product)?.price?.id)
  claim((item, product) => idOf(item.price.product) === product.productStripeId)
  claim((item, product) => wasChargedFor(item, product, facts))

  const left = withoutFurther(items, products).filter((one) => ![...claimed.values()].includes(one))
  const without = recurring.filter((one) => !claimed.has(one))
  return new Map(
    recurring.map((product) => {
      const own = claimed.get(product)
      return [product, own ? [own] : shareOf(left, without.indexOf(product), without.length)]
    })
  )
}

/** All of it for a product alone, else one item each. */
function shareOf(left: Stripe.SubscriptionItem[], place: number, among: number) {
  return among === 1 ? left : left.slice(place, place + 1)
}

function wasChargedFor(
  { id }: Stripe.SubscriptionItem,
  product: SoldProduct,
  { payments }: CheckoutFacts
): boolean {
  return payments.some(({ lines }) =>
    (lines ?? []).some(
      (line) => line.subscriptionItemId === id && line.productStripeId === product.productStripeId
    )
  )
}

/** Without what is charged by other lines: of products that are not here, or by a second price of one. */
function withoutFurther(items: Stripe.SubscriptionItem[], products: SoldProduct[]) {
  const further = products.flatMap(({ lines, foreignLines }) => [
    ...lines.slice(1),
    ...foreignLines,
  ])
  const prices = further.map(({ price }) => price?.id)
  return items.filter(({ price }) => !prices.includes(price.id))
}

function oldestFirst(items: Stripe.SubscriptionItem[]): Stripe.SubscriptionItem[] {
  return items.toSorted((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1))
}
