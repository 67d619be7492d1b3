import type { BulkAction } from '#records/declarations/bulk_action'
import type { ResourceDeclaration } from '#records/declarations/resource'

let registered: readonly ResourceDeclaration[] = []

/**
 * Registers all resources of the panel, in the order of the sidebar. Called once, by
 * `start/resources.ts`, before the routes are created from them.
 */
export function registerResources(resources: readonly ResourceDeclaration[]): void {
  registered = resources
}

/** All resources of the panel, in the order of the sidebar. */
export function allResources(): readonly ResourceDeclaration[] {
  return registered
}

/**
 * The resource with a key.
 * @throws Error if there is none, which only a wrong route or an old row can cause
 */
export function resourceNamed(key: string): ResourceDeclaration {
  const resource = registered.find((one) => one.key === key)
  if (!resource) {
    throw new Error(`There is no resource "${key}" in start/resources.ts.`)
  }
  return resource
}

/**
 * The bulk action of a resource with a key.
 * @throws Error if it is not declared, which only an old row can cause
 */
export function bulkActionNamed(resource: ResourceDeclaration, key: string): BulkAction {
  const action = resource.bulk?.find((one) => one.key === key)
  if (!action) {
    throw new Error(`There is no bulk action "${key}" for ${resource.key}.`)
  }
  return action
}
