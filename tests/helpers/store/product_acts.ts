import app from '@adonisjs/core/services/app'
import CreateProduct, { type CreateProductInput } from '#catalogue_editing/create_product'
import type { Actor } from '#authority/actor'
import type { PriceTerms } from '#catalogue/prices/price_terms'
import StripeWrite from '#models/stripe_write'
import type { StaffRole } from '#models/user'
import { emulator } from '#tests/helpers/stripe/emulator'
import { listPrices, stripe } from '#tests/helpers/stripe/stripe'

interface Act<Input, Outcome> {
  handle(input: Input): Promise<Outcome>
}

/** A staff member as an actor. */
export function actorOf(role: StaffRole = 'owner'): Actor {
  return {
    id: null,
    label: `The ${role}`,
    role,
    address: '192.0.2.1',
    userAgent: 'Test',
    requestId: 'request-1',
  }
}

/** Runs an action as the owner, unless the input names another actor. */
export async function act<Input extends { actor: Actor }, Outcome>(
  Action: new (...dependencies: any[]) => Act<Input, Outcome>,
  input: Omit<Input, 'actor'> & { actor?: Actor }
): Promise<Outcome> {
  const action = (await app.container.make(Action)) as Act<Input, Outcome>
  return action.handle({ actor: actorOf(), ...input } as Input)
}

/** A price paid once, in euro. */
export function priceOf(amount: number, terms: Partial<PriceTerms> = {}): PriceTerms {
  return { currency: 'eur', amount, interval: null, intervalCount: 1, nickname: null, ...terms }
}

/** The input of a form for a new product. */
export function newProduct(
  changes: Partial<CreateProductInput> = {}
): Omit<CreateProductInput, 'actor'> {
  return {
    request: 'form-1',
    name: 'Field notes',
    description: 'Notes from the field.',
    slug: null,
    overview: null,
    content: null,
    prices: [priceOf(1200), priceOf(900, { interval: 'month', nickname: 'Club' })],
    isActive: true,
    ...changes,
  }
}

/** A product created from the panel, with its object in Stripe. */
export async function givenCreatedProduct(changes: Partial<CreateProductInput> = {}) {
  const outcome = await act(CreateProduct, newProduct(changes))
  if (outcome.type !== 'created') {
    throw new Error(`Not created:  ${JSON.stringify(outcome)}`)
  }
  const { products } = await atStripe()
  const [product] = products
  await emulator.resetRequests()
  return { ...outcome, product, defaultPriceId: String(product.default_price) }
}

/** The catalogue in the local Stripe, newest first. */
export async function atStripe() {
  const products = await stripe.products.list({ limit: 100 })
  const prices = await listPrices()
  return {
    products: products.data,
    prices,
    active: prices.filter(({ active }) => active).map((price) => price.unit_amount),
  }
}

/** The kinds and states of the writes to Stripe, oldest first. */
export async function writesToStripe(): Promise<string[]> {
  const writes = await StripeWrite.query().orderBy('id')
  return writes.map(({ kind, status }) => `${kind} ${status}`)
}
