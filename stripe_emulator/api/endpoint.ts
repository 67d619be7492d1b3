import type { Collection } from '#stripe_emulator/collection'
import type { FormFields } from '#stripe_emulator/http/form'
import { resourceMissing } from '#stripe_emulator/http/stripe_error'
import type { StripeObject } from '#stripe_emulator/objects'
import { cursor, expandable } from '#stripe_emulator/params/common'
import { parseFields, type Params, type Shape } from '#stripe_emulator/params/rules'
import type { World } from '#stripe_emulator/world'

export type Method = 'GET' | 'POST' | 'DELETE'

/** An API answer before its URLs are completed and its ids expanded. */
export type Answer = StripeObject | StripeList
export interface StripeList {
  object: 'list'
  data: StripeObject[]
  has_more: boolean
  url: string
}

/** One method of one path of Stripe's API. */
export interface Endpoint {
  method: Method
  /** Like `/v1/products/:id`. */
  path: string
  /**
   * Parses the parameters.
   * @throws StripeError 400 for invalid ones
   */
  prepare(fields: FormFields): PreparedCall
}
export interface PreparedCall {
  expand: string[]
  execute(world: World, ids: Record<string, string>): Answer
}

interface EndpointDefinition<S extends Shape> {
  method: Method
  path: string
  params: S
  handle(world: World, params: Params<S>, ids: Record<string, string>): Answer
}

/** Defines an endpoint; each one also takes `expand`. */
export function endpoint<S extends Shape>(definition: EndpointDefinition<S>): Endpoint {
  const shape = { ...definition.params, ...expandable }
  return {
    method: definition.method,
    path: definition.path,
    prepare(fields) {
      const params = parseFields<Shape>(shape, fields)
      return {
        expand: (params.expand as string[] | undefined) ?? [],
        execute: (world, ids) => definition.handle(world, params as Params<S>, ids),
      }
    },
  }
}

interface ListDefinition<S extends Shape, T extends StripeObject> {
  path: string
  noun: string
  filters: S
  collection(world: World, ids: Record<string, string>): Collection<T>
  /** Whether an object belongs to the list; undefined means all do. */
  select(
    filters: Params<S>,
    world: World,
    ids: Record<string, string>
  ): ((item: T) => boolean) | undefined
}

/** Defines a list with Stripe's cursors, newest first. */
export function listEndpoint<S extends Shape, T extends StripeObject>(
  definition: ListDefinition<S, T>
): Endpoint {
  return endpoint({
    method: 'GET',
    path: definition.path,
    params: { ...definition.filters, ...cursor },
    handle(world, params, ids) {
      const collection = definition.collection(world, ids)
      const {
        limit,
        starting_after: startingAfter,
        ending_before: endingBefore,
      } = params as Params<typeof cursor>
      const page = collection.page({
        limit: limit ?? 10,
        startingAfter,
        endingBefore,
        matches: definition.select(params as Params<S>, world, ids),
      })
      if (!page) {
        const param = startingAfter === undefined ? 'ending_before' : 'starting_after'
        throw resourceMissing(definition.noun, startingAfter ?? endingBefore ?? '', param)
      }
      const url = definition.path.replace(/:(\w+)/g, (_, name: string) => ids[name])
      return { object: 'list', data: page.data, has_more: page.hasMore, url }
    },
  })
}

/** Defines the `GET` of one object by its id. */
export function retrieveEndpoint<T extends StripeObject>(definition: {
  path: string
  noun: string
  collection(world: World): Collection<T>
}): Endpoint {
  return endpoint({
    method: 'GET',
    path: definition.path,
    params: {},
    handle: (world, _, ids) => findOrFail(definition.collection(world), definition.noun, ids.id),
  })
}

/**
 * @param param the parameter that the id was in; none if it was in the path
 * @throws StripeError "No such ..." for an unknown id
 */
export function findOrFail<T extends StripeObject>(
  collection: Collection<T>,
  noun: string,
  id: string,
  param?: string
): T {
  const found = collection.get(id)
  if (!found) {
    throw resourceMissing(noun, id, param)
  }
  return found
}

/** A list that is part of an object. It is stored as a whole, and shown as its first ten items. */
export function embeddedList<T extends StripeObject>(data: T[], url: string) {
  return { object: 'list' as const, data, has_more: false, url }
}
