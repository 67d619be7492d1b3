import type { BulkAction } from '#records/declarations/bulk_action'
import type { ResourceDeclaration } from '#records/declarations/resource'

let registered: readonly ResourceDeclaration[] = []

/**
 * Makes the kinds of records of this store known, in the order of the sidebar. Called once, by
 * `start/resources.ts`, before the routes are made from them.
 */
export function registerResources(resources: readonly ResourceDeclaration[]): void {
  registered = resources
}

/** Every kind of record in the panel, in the order of the sidebar. */
export function allResources(): readonly ResourceDeclaration[] {
  return registered
}

/** @throws Error where there is none with this key, which only a wrong route can ask for */
export function resourceNamed(key: string): ResourceDeclaration {
  const resource = registered.find((one) => one.key === key)
  if (!resource) {
    throw new Error(`There is no resource "${key}" in start/resources.ts.`)
  }
  return resource
}

/** @throws Error where the resource does not declare it, which only an old row can ask for */
export function bulkActionNamed(resource: ResourceDeclaration, key: string): BulkAction {
  const action = resource.bulk?.find((one) => one.key === key)
  if (!action) {
    throw new Error(`There is no bulk action "${key}" for ${resource.key}.`)
  }
  return action
}
