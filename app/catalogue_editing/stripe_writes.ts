import { createHash, randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import { retryOnConflict } from '#database/retry_on_conflict'
import RecordAudit, { type AuditInput } from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import StripeWrite from '#models/stripe_write'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import type { Deadline } from '#shared/deadline'

/** The actor of a write, and its deadline. */
export interface WriteContext {
  actor: Actor
  deadline: Deadline
  /** Audited once Stripe has done it; null where another write of the same act is audited. */
  audit: Omit<AuditInput, 'actor'> | null
}

/** Also names the form, so that sending it twice creates one object. */
export interface CreateContext extends WriteContext {
  request: string
}

/** The metadata key in Stripe with the idempotency key of a price. */
const KEY = 'write'

/** What is recorded about a write before Stripe is called. */
type WriteToRecord = Pick<StripeWrite, 'kind' | 'parameters' | 'idempotencyKey'> &
  Partial<Pick<StripeWrite, 'request' | 'step' | 'objectId'>>

/** How an object is created, and how it is found where the answer was lost. */
interface Creation {
  find: (earlier: StripeWrite) => Promise<string | null>
  send: (write: StripeWrite) => Promise<{ id: string }>
}

/**
 * Every write to Stripe's catalogue. Each is a row that is committed before Stripe is called, with
 * its parameters and idempotency key, so that a new object is created once, however often the form
 * is sent and wherever the answer is lost.
 */
@inject()
export default class StripeWrites {
  constructor(private gateway: PaymentGateway) {}

  /**
   * Creates the product of a form, under an id that the store chose.
   * @throws {PaymentGatewayError}
   */
  async createProduct(
    parameters: Stripe.ProductCreateParams & { id: string },
    context: CreateContext
  ): Promise<void> {
    const { id } = parameters
    const write = { kind: 'product.create', step: 'product', objectId: id, parameters } as const
    await this.#create({ ...write, idempotencyKey: newKey() }, context, {
      find: async () => (await this.gateway.retrieveProduct(id, context.deadline))?.id ?? null,
      send: (kept) =>
        this.gateway.createProduct(kept.parameters, kept.idempotencyKey, context.deadline),
    })
  }

  /**
   * Creates a price of a form. The same parameters give the same price.
   * @returns its id in Stripe
   * @throws {PaymentGatewayError}
   */
  createPrice(
    parameters: Stripe.PriceCreateParams & { product: string },
    context: CreateContext
  ): Promise<string> {
    const idempotencyKey = newKey()
    const write = {
      kind: 'price.create',
      step: priceStep(parameters),
      parameters: { ...parameters, metadata: { ...parameters.metadata, [KEY]: idempotencyKey } },
      idempotencyKey,
    } as const
    return this.#create(write, context, {
      find: (earlier) =>
        this.#findPrice(parameters.product, earlier.idempotencyKey, context.deadline),
      send: (kept) =>
        this.gateway.createPrice(kept.parameters, kept.idempotencyKey, context.deadline),
    })
  }

  /** Stripe's ids of the prices that a form has created. */
  async pricesCreatedBy(request: string): Promise<string[]> {
    const writes = await StripeWrite.query().where({
      request,
      kind: 'price.create',
      status: 'done',
    })
    return writes.map(({ objectId }) => objectId!)
  }

  /**
   * Archives prices that an earlier, interrupted submission of the same form created with other
   * terms.
   * @param kept the ids of the prices that stay
   * @throws {PaymentGatewayError}
   */
  async archiveOthers(
    productStripeId: string,
    kept: string[],
    { request, ...context }: Omit<CreateContext, 'audit'>
  ): Promise<void> {
    const writes = await StripeWrite.query().where({ request, kind: 'price.create' })
    const keys = new Set(writes.map((write) => write.idempotencyKey))
    if (keys.size === kept.length) {
      return
    }
    const prices = await this.gateway.listPricesOf(productStripeId, context.deadline)
    const others = prices.filter(
      ({ id, active, metadata }) => active && keys.has(metadata[KEY]) && !kept.includes(id)
    )
    for (const { id } of others) {
      await this.updatePrice(id, { active: false }, { ...context, audit: null })
    }
  }

  /** @throws PaymentGatewayError */
  async updateProduct(
    productId: string,
    parameters: Stripe.ProductUpdateParams,
    context: WriteContext
  ): Promise<void> {
    const write = await recordWrite(
      { kind: 'product.update', objectId: productId, parameters, idempotencyKey: newKey() },
      context
    )
    await this.#send(write, context, () =>
      this.gateway.updateProduct(
        productId,
        write.parameters,
        write.idempotencyKey,
        context.deadline
      )
    )
  }

  /** @throws PaymentGatewayError */
  async updatePrice(
    priceId: string,
    parameters: Stripe.PriceUpdateParams,
    context: WriteContext
  ): Promise<void> {
    const write = await recordWrite(
      { kind: 'price.update', objectId: priceId, parameters, idempotencyKey: newKey() },
      context
    )
    await this.#send(write, context, () =>
      this.gateway.updatePrice(priceId, write.parameters, write.idempotencyKey, context.deadline)
    )
  }

  /**
   * A write without an answer, or one that failed in Stripe, may have taken effect, however long
   * ago, so the object is looked up first. The idempotency key covers a write that is still
   * running.
   */
  async #create(
    write: WriteToRecord & { step: string },
    context: CreateContext,
    { find, send }: Creation
  ): Promise<string> {
    const earlier = await findLatest(context.request, write.step)
    if (earlier?.status === 'done') {
      return earlier.objectId!
    }
    const found = earlier ? await find(earlier) : null
    if (earlier && found) {
      await finish(earlier, found, context)
      return found
    }
    const kept =
      earlier?.status === 'open'
        ? earlier
        : await recordWrite({ ...write, request: context.request }, context)
    return this.#send(kept, context, () => send(kept))
  }

  async #send(
    write: StripeWrite,
    context: WriteContext,
    call: () => Promise<{ id: string }>
  ): Promise<string> {
    const { id } = await this.#call(write, call)
    await finish(write, id, context)
    return id
  }

  async #call(write: StripeWrite, call: () => Promise<{ id: string }>) {
    try {
      return await call()
    } catch (error) {
      if (error instanceof PaymentGatewayError && error.isFinal) {
        await write.merge({ status: 'failed', error: error.message }).save()
      }
      throw error
    }
  }

  async #findPrice(productId: string, key: string, deadline: Deadline): Promise<string | null> {
    const prices = await this.gateway.listPricesOf(productId, deadline)
    return prices.find(({ metadata }) => metadata[KEY] === key)?.id ?? null
  }
}

function findLatest(request: string, step: string): Promise<StripeWrite | null> {
  return StripeWrite.query().where({ request, step }).orderBy('id', 'desc').first()
}

function recordWrite(write: WriteToRecord, { actor }: WriteContext): Promise<StripeWrite> {
  return retryOnConflict(() =>
    StripeWrite.create({
      ...write,
      status: 'open',
      actorId: actor.id,
      actorLabel: actor.label,
    })
  )
}

function newKey(): string {
  return `catalogue-${randomUUID()}`
}

/** Saves the result and the audit in one transaction. */
async function finish(write: StripeWrite, objectId: string, { actor, audit }: WriteContext) {
  await db.transaction(async (trx) => {
    await write.merge({ status: 'done', objectId }).useTransaction(trx).save()
    if (audit !== null) {
      await new RecordAudit().handle({ actor, ...audit }, trx)
    }
  })
}

/** The same for equal prices of the same product. */
function priceStep(parameters: Stripe.PriceCreateParams): string {
  const digest = createHash('sha256').update(JSON.stringify(parameters)).digest('base64url')
  return `price-${digest}`
}
