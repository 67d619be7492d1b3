import type { Endpoint } from '#stripe_emulator/api/endpoint'
import { matchPath } from '#stripe_emulator/http/path'
import { StripeError } from '#stripe_emulator/http/stripe_error'

export interface Route {
  endpoint: Endpoint
  ids: Record<string, string>
}

/** Finds the endpoint of a path; literal segments win over ids. */
export class Router {
  #endpoints: Endpoint[]

  constructor(endpoints: Endpoint[]) {
    this.#endpoints = endpoints.toSorted((one, other) => idCount(one.path) - idCount(other.path))
  }

  /** @throws StripeError 404 for an unknown path */
  find(method: string, path: string): Route {
    for (const endpoint of this.#endpoints) {
      const ids = endpoint.method === method ? matchPath(endpoint.path, path) : undefined
      if (ids) {
        return { endpoint, ids }
      }
    }
    throw new StripeError(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method}: ${path}). The local Stripe may not support it.`,
    })
  }
}

function idCount(path: string) {
  return path.split('/:').length
}
