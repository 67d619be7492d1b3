import type Stripe from 'stripe'
import { givesBack } from '#purchases/refund_rules'
import { productOf, type SoldProduct } from '#purchases/fulfilment/sold_products'
import { subscribedItems } from '#purchases/fulfilment/subscribed_items'
import { divideAmount } from '#shared/money'
import type { CheckoutFacts, PaidLine, PaymentFacts } from '#stripe/payment_gateway'

/** What a product got of a payment, in minor units of its currency. */
export interface PaymentPart {
  product: SoldProduct
  subtotalAmount: number
  discountAmount: number
  taxAmount: number
  totalAmount: number
}

/** What of a refund was for a product, in minor units of the payment's currency. */
export interface RefundPart {
  product: SoldProduct
  amount: number
}

/** A payment with what each product got of it. */
export interface DividedPayment {
  payment: PaymentFacts
  /** At least one; their totals add up to the payment. */
  parts: PaymentPart[]
  /** By the id of the refund; without an entry where it is not known what it was for. */
  refunds: Map<string, RefundPart[]>
}

/**
 * Divides the payments of a checkout, and their refunds, among its products. Pure.
 *
 * A payment is divided as Stripe calculated it: by the lines of the session or the invoice. Where Stripe
 * took another amount than the lines add up to, as for an invoice that was paid in two payments, each
 * gets its share.
 *
 * @param decided what staff said about refunds: Stripe's id of the product, by that of the refund
 */
export function dividePayments(
  facts: CheckoutFacts,
  products: SoldProduct[],
  decided: ReadonlyMap<string, string>
): DividedPayment[] {
  const owner = ownerOfLines(facts, products)
  return facts.payments.map((payment) => {
    const lines = payment.lines ?? facts.lineItems.map(paidLine)
    const parts = partsOf(payment, lines, owner)
    return { payment, parts, refunds: divideRefunds(payment, parts, decided) }
  })
}

/** What each product has of the next renewal, in minor units of the subscription's currency. */
export function divideRenewal(
  facts: CheckoutFacts,
  products: SoldProduct[]
): Map<SoldProduct, number> {
  const { renewal, subscription } = facts
  if (renewal === null || subscription === null) {
    return new Map()
  }
  const recurring = products.filter(({ isRecurring }) => isRecurring)
  const ownerOf = ownerOfLines(facts, products)
  const weights = recurring.map((product) =>
    sumOf(
      renewal.lines.filter((line) => ownerOf(line, 'invoice') === product),
      'totalAmount'
    )
  )
  const amounts = divideAmount(
    renewal.amount,
    weights.map((weight) => Math.max(0, weight)),
    subscription.currency
  )
  return new Map(recurring.map((product, index) => [product, amounts[index]]))
}

/** A line of a session, as one of an invoice. */
export function paidLine(line: Stripe.LineItem): PaidLine {
  return {
    productStripeId: productOf(line),
    subscriptionItemId: null,
    subtotalAmount: line.amount_subtotal,
    discountAmount: line.amount_discount,
    taxAmount: line.amount_tax,
    totalAmount: line.amount_total,
  }
}

/**
 * Which product a line is for: by its item of the subscription, which it keeps when the plan changes,
 * else by its product. What belongs to none counts as the first one's that is charged like it.
 */
function ownerOfLines(facts: CheckoutFacts, products: SoldProduct[]) {
  const items = subscribedItems(facts, products)
  const rest = products.find(({ isRecurring }) => isRecurring) ?? products[0]
  return (line: PaidLine, of: 'session' | 'invoice'): SoldProduct => {
    const byItem = products.find((product) =>
      items.get(product)?.some(({ id }) => id === line.subscriptionItemId)
    )
    const byProduct = products.find((one) => one.productStripeId === line.productStripeId)
    return byItem ?? byProduct ?? (of === 'session' ? products[0] : rest)
  }
}

function partsOf(
  payment: PaymentFacts,
  lines: PaidLine[],
  ownerOf: (line: PaidLine, of: 'session' | 'invoice') => SoldProduct
): PaymentPart[] {
  const kind = payment.lines === null ? 'session' : 'invoice'
  const byProduct = Map.groupBy(lines, (line) => ownerOf(line, kind))
  const entries = [...byProduct].map(([product, own]) => ({
    product,
    subtotalAmount: sumOf(own, 'subtotalAmount'),
    discountAmount: sumOf(own, 'discountAmount'),
    taxAmount: sumOf(own, 'taxAmount'),
    totalAmount: sumOf(own, 'totalAmount'),
  }))
  if (entries.length === 0) {
    const product = ownerOf(NO_LINE, kind)
    return [{ product, subtotalAmount: payment.amount, ...NOTHING, totalAmount: payment.amount }]
  }
  if (
    entries.every((part) => part.totalAmount >= 0) &&
    sumOf(entries, 'totalAmount') === payment.amount
  ) {
    return entries
  }
  const totals = divideAmount(
    payment.amount,
    entries.map((part) => Math.max(0, part.totalAmount)),
    payment.currency
  )
  return entries.map((part, index) => scaled(part, totals[index]))
}

/** The same part, where another total was taken for it than the lines say. */
function scaled(part: PaymentPart, totalAmount: number): PaymentPart {
  const { product } = part
  if (part.totalAmount <= 0) {
    return { product, subtotalAmount: totalAmount, ...NOTHING, totalAmount }
  }
  const shareOf = (amount: number) => Math.round((amount * totalAmount) / part.totalAmount)
  return {
    product,
    subtotalAmount: shareOf(part.subtotalAmount),
    discountAmount: shareOf(part.discountAmount),
    taxAmount: shareOf(part.taxAmount),
    totalAmount,
  }
}

const NOTHING = { discountAmount: 0, taxAmount: 0 }

const NO_LINE: PaidLine = {
  productStripeId: null,
  subscriptionItemId: null,
  subtotalAmount: 0,
  ...NOTHING,
  totalAmount: 0,
}

/**
 * What each refund of a payment was for. One that was made here names its product, and staff may have
 * said it of others; one of everything, or of exactly one product, explains itself. Any other is known
 * only once everything went back.
 */
function divideRefunds(
  payment: PaymentFacts,
  parts: PaymentPart[],
  decided: ReadonlyMap<string, string>
): Map<string, RefundPart[]> {
  const divided = new Map<string, RefundPart[]>()
  const totals = new Map(parts.map(({ product, totalAmount }) => [product, totalAmount]))
  const left = new Map(totals)
  const assign = (refund: Stripe.Refund, to: RefundPart[]) => {
    divided.set(refund.id, to)
    if (isReturned(refund)) {
      to.forEach(({ product, amount }) => left.set(product, left.get(product)! - amount))
    }
  }
  const refunds = payment.refunds.toSorted(
    (one, other) => one.created - other.created || (one.id < other.id ? -1 : 1)
  )
  for (const refund of refunds) {
    const named = namedPart(refund, parts, decided)
    if (named) {
      assign(refund, isReturned(refund) ? takenFrom(named, left) : [named])
    }
  }
  const unnamed = refunds.filter(({ id }) => !divided.has(id))
  for (const refund of unnamed) {
    const whole = wholeOf(refund.amount, parts, isReturned(refund) ? left : totals)
    if (whole) {
      assign(refund, whole)
    }
  }
  if (isWhollyReturned(payment)) {
    for (const refund of unnamed.filter((one) => !divided.has(one.id) && isReturned(one))) {
      assign(refund, [...restOf(refund.amount, left), ...freeParts(parts)])
    }
  }
  return divided
}

/** All for the only product, or the one that is named. */
function namedPart(
  { id, metadata, amount }: Stripe.Refund,
  parts: PaymentPart[],
  decided: ReadonlyMap<string, string>
): RefundPart | undefined {
  const named = decided.get(id) ?? metadata?.product
  const part =
    parts.length === 1 ? parts[0] : parts.find(({ product }) => product.productStripeId === named)
  return part && { product: part.product, amount }
}

/** What the named product has left, and what is more than that from the others. */
function takenFrom({ product, amount }: RefundPart, left: Map<SoldProduct, number>): RefundPart[] {
  const own = Math.min(amount, Math.max(0, left.get(product)!))
  const others = new Map([...left].filter(([other]) => other !== product))
  return [{ product, amount: own }, ...restOf(amount - own, others)]
}

/**
 * All of what is left, or all of exactly one part. With everything goes what cost nothing.
 * @param left by product; of a refund that failed, as if no other had been made
 */
function wholeOf(
  amount: number,
  parts: PaymentPart[],
  left: ReadonlyMap<SoldProduct, number>
): RefundPart[] | null {
  const open = [...left].filter(([, rest]) => rest > 0)
  const rest = open.reduce((sum, [, one]) => sum + one, 0)
  if (amount === rest) {
    return [...open.map(([product, one]) => ({ product, amount: one })), ...freeParts(parts)]
  }
  const equal = parts.filter(
    ({ product, totalAmount }) => totalAmount === amount && left.get(product) === amount
  )
  return equal.length === 1 ? [{ product: equal[0].product, amount }] : null
}

function freeParts(parts: PaymentPart[]): RefundPart[] {
  return parts
    .filter(({ totalAmount }) => totalAmount === 0)
    .map(({ product }) => ({ product, amount: 0 }))
}

/** Takes an amount from what is left, part by part. */
function restOf(amount: number, left: Map<SoldProduct, number>): RefundPart[] {
  const parts: RefundPart[] = []
  let rest = amount
  for (const [product, open] of left) {
    const taken = Math.min(rest, Math.max(0, open))
    if (taken > 0) {
      parts.push({ product, amount: taken })
      rest -= taken
    }
  }
  return parts
}

/** Whether the whole payment was given back, or is being given back. */
export function isWhollyReturned({ amount, refunds }: PaymentFacts): boolean {
  const returned = refunds.filter(isReturned).reduce((sum, refund) => sum + refund.amount, 0)
  return amount > 0 && returned >= amount
}

export function isReturned({ status }: Stripe.Refund): boolean {
  return givesBack(String(status))
}

type Amounts = 'subtotalAmount' | 'discountAmount' | 'taxAmount' | 'totalAmount'

function sumOf<Of extends Amounts>(rows: Record<Of, number>[], field: Of): number {
  return rows.reduce((sum, row) => sum + row[field], 0)
}
