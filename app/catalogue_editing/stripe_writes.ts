import { createHash, randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import db from '@adonisjs/lucid/services/db'
import type Stripe from 'stripe'
import { retryOnConflict } from '#shared/concurrency/retry_on_conflict'
import RecordAudit, { type AuditInput } from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import StripeWrite from '#models/stripe_write'
import { PaymentGateway, PaymentGatewayError } from '#stripe/payment_gateway'
import type { Deadline } from '#shared/deadline'

/** By whom something is written, and how long they wait. */
export interface WriteContext {
  actor: Actor
  deadline: Deadline
  /** What the audit says once Stripe has done it; null where another write of the act says it. */
  audit: Omit<AuditInput, 'actor'> | null
}

/** Of something new: which form it comes from, so that sending that twice makes one. */
export interface MakeContext extends WriteContext {
  request: string
}

/** Stripe's name for the key that a price was made with. */
const KEY = 'write'

/** What is to be kept about a write before Stripe is called. */
type WriteToKeep = Pick<StripeWrite, 'kind' | 'parameters' | 'idempotencyKey'> &
  Partial<Pick<StripeWrite, 'request' | 'step' | 'objectId'>>

/** How something new is asked for, and how it is found where the answer got lost. */
interface Making {
  find: (earlier: StripeWrite) => Promise<string | null>
  send: (write: StripeWrite) => Promise<{ id: string }>
}

/**
 * Everything that is written to Stripe's catalogue. Each write is a row that is committed before
 * Stripe is called, with what was sent and its idempotency key, so that what is made anew is made
 * once: however often a form is sent, and wherever the answer got lost.
 */
@inject()
export default class StripeWrites {
  constructor(private gateway: PaymentGateway) {}

  /**
   * Makes the product of a request, under an id that is ours.
   * @throws PaymentGatewayError
   */
  async createProduct(
    parameters: Stripe.ProductCreateParams & { id: string },
    context: MakeContext
  ): Promise<void> {
    const { id } = parameters
    const write = { kind: 'product.create', step: 'product', objectId: id, parameters } as const
    await this.#make({ ...write, idempotencyKey: newKey() }, context, {
      find: async () => (await this.gateway.retrieveProduct(id, context.deadline))?.id ?? null,
      send: (kept) =>
        this.gateway.createProduct(kept.parameters, kept.idempotencyKey, context.deadline),
    })
  }

  /**
   * Makes a price of a request. Asked for with the same parameters it is the same price.
   * @returns its id at Stripe
   * @throws PaymentGatewayError
   */
  createPrice(
    parameters: Stripe.PriceCreateParams & { product: string },
    context: MakeContext
  ): Promise<string> {
    const idempotencyKey = newKey()
    const write = {
      kind: 'price.create',
      step: priceStep(parameters),
      parameters: { ...parameters, metadata: { [KEY]: idempotencyKey } },
      idempotencyKey,
    } as const
    return this.#make(write, context, {
      find: (earlier) =>
        this.#findPrice(parameters.product, earlier.idempotencyKey, context.deadline),
      send: (kept) =>
        this.gateway.createPrice(kept.parameters, kept.idempotencyKey, context.deadline),
    })
  }

  /** Stripe's ids of the prices that a request has made. */
  async madeBy(request: string): Promise<string[]> {
    const writes = await StripeWrite.query().where({
      request,
      kind: 'price.create',
      status: 'done',
    })
    return writes.map(({ objectId }) => objectId!)
  }

  /**
   * Archives prices that an earlier, interrupted sending of the same form made otherwise.
   * @param kept the prices that are wanted
   * @throws PaymentGatewayError
   */
  async retireOthers(
    productStripeId: string,
    kept: string[],
    { request, ...context }: Omit<MakeContext, 'audit'>
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
    const write = await keep(
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
    const write = await keep(
      { kind: 'price.update', objectId: priceId, parameters, idempotencyKey: newKey() },
      context
    )
    await this.#send(write, context, () =>
      this.gateway.updatePrice(priceId, write.parameters, write.idempotencyKey, context.deadline)
    )
  }

  /**
   * Also a write without an answer, and one that broke at Stripe, may have taken effect, long ago
   * too: that is looked up first. The key covers what is still on its way.
   */
  async #make(
    write: WriteToKeep & { step: string },
    context: MakeContext,
    { find, send }: Making
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
        : await keep({ ...write, request: context.request }, context)
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

function keep(write: WriteToKeep, { actor }: WriteContext): Promise<StripeWrite> {
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

/** What was done and who did it are kept together. */
async function finish(write: StripeWrite, objectId: string, { actor, audit }: WriteContext) {
  await db.transaction(async (trx) => {
    await write.merge({ status: 'done', objectId }).useTransaction(trx).save()
    if (audit !== null) {
      await new RecordAudit().handle({ actor, ...audit }, trx)
    }
  })
}

/** The same for the same price of the same product. */
function priceStep(parameters: Stripe.PriceCreateParams): string {
  const digest = createHash('sha256').update(JSON.stringify(parameters)).digest('base64url')
  return `price-${digest}`
}
