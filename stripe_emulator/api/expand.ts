import type { Answer } from '#stripe_emulator/api/endpoint'
import { embeddedList } from '#stripe_emulator/api/endpoint'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'
import type {
  Charge,
  CheckoutSession,
  Coupon,
  Invoice,
  LineItem,
  Price,
  StripeObject,
} from '#stripe_emulator/objects'
import { COLLECTION_OF_PREFIX } from '#stripe_emulator/records'
import { currencyOptions } from '#stripe_emulator/checkout/currency_amounts'
import {
  lineDiscountsShown,
  lineTaxesShown,
  totalsBreakdown,
} from '#stripe_emulator/checkout/breakdown'
import type { World } from '#stripe_emulator/world'

const MAX_DEPTH = 4

/**
 * A copy of the answer with the ids at these paths replaced by their objects, and with the properties
 * that Stripe includes only when they are expanded.
 *
 * @throws StripeError for a property that cannot be expanded, and for more than four levels
 */
export function expanded(world: World, answer: Answer, paths: string[]): Answer {
  const copy = structuredClone(answer)
  for (const path of paths) {
    const steps = path.split('.')
    if (steps.length > MAX_DEPTH + (steps[0] === 'data' ? 1 : 0)) {
      throw invalidRequest(
        `You cannot expand more than ${MAX_DEPTH} levels of a property (${path})`
      )
    }
    expandStep(world, copy, steps, path)
  }
  return copy
}

function expandStep(world: World, target: unknown, steps: string[], path: string) {
  if (Array.isArray(target)) {
    for (const item of target) {
      expandStep(world, item, steps, path)
    }
    return
  }
  if (steps.length === 0 || target === null || target === undefined) {
    return
  }
  if (typeof target !== 'object') {
    throw cannotExpand(path)
  }
  const fields = target as Record<string, unknown>
  const [step, ...rest] = steps
  const onDemand = isMade(fields[step]) ? undefined : partOnDemand(world, fields, step)
  if (onDemand !== undefined) {
    fields[step] = onDemand
    madeParts.add(onDemand)
  } else if (fields.object === 'coupon' && step === 'applies_to') {
    return
  } else if (!Object.hasOwn(fields, step)) {
    throw cannotExpand(path)
  } else if (typeof fields[step] === 'string') {
    fields[step] = wholeObject(world, fields[step], path)
  } else if (
    rest.length === 0 &&
    (typeof fields[step] !== 'object' || fields[step] === undefined)
  ) {
    throw cannotExpand(path)
  }
  expandStep(world, fields[step], rest, path)
}

/** Parts that were included for an earlier path of the same call, and may have been expanded further. */
const madeParts = new WeakSet<object>()

function isMade(part: unknown): boolean {
  return typeof part === 'object' && part !== null && madeParts.has(part)
}

function wholeObject(world: World, id: string, path: string): StripeObject {
  const prefix = id.split('_', 1)[0]
  const name = Object.hasOwn(COLLECTION_OF_PREFIX, prefix)
    ? COLLECTION_OF_PREFIX[prefix as keyof typeof COLLECTION_OF_PREFIX]
    : 'coupons'
  const found = world.store[name].get(id)
  if (!found) {
    throw cannotExpand(path)
  }
  return structuredClone(found)
}

/** Properties that Stripe includes only when they are expanded. */
function partOnDemand(
  world: World,
  fields: Record<string, unknown>,
  step: string
): object | undefined {
  const part = `${String(fields.object)}.${step}`
  switch (part) {
    case 'checkout.session.line_items':
      return sessionLineItems(world, fields as CheckoutSession)
    case 'checkout.session.total_details':
      return {
        ...(fields as CheckoutSession).total_details,
        breakdown: totalsBreakdown(world, fields as CheckoutSession),
      }
    case 'item.discounts':
      return lineDiscountsShown(world, fields as LineItem)
    case 'item.taxes':
      return lineTaxesShown(world, fields as LineItem)
    case 'charge.refunds':
      return chargeRefunds(world, fields as Charge)
    case 'price.currency_options':
      return currencyOptions(world, fields as Price)
    case 'coupon.applies_to':
      return couponProducts(world, fields as Coupon)
    case 'invoice.payments':
      return invoicePayments(world, fields as Invoice)
    default:
      return undefined
  }
}

function sessionLineItems(world: World, session: CheckoutSession) {
  const items = world.store.sessionDetails.get(session.id)?.lineItems ?? []
  return embeddedList(structuredClone(items), `/v1/checkout/sessions/${session.id}/line_items`)
}

function chargeRefunds(world: World, charge: Charge) {
  const refunds = world.store.refunds.filter((refund) => refund.charge === charge.id)
  return embeddedList(structuredClone(refunds), `/v1/charges/${charge.id}/refunds`)
}

/** Undefined where it applies to everything: Stripe then leaves the property out. */
function couponProducts(world: World, { id }: Coupon) {
  const only = world.store.couponProducts.get(id)
  return only && { products: [...only.products] }
}

function invoicePayments(world: World, invoice: Invoice) {
  const payments = world.store.invoicePayments.filter((one) => one.invoice === invoice.id)
  return embeddedList(structuredClone(payments), `/v1/invoice_payments?invoice=${invoice.id}`)
}

function cannotExpand(path: string) {
  return invalidRequest(
    `This property cannot be expanded (${path}). You may want to try expanding a different ` +
      `property.`,
    { param: 'expand' }
  )
}
