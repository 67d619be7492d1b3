import type { BulkAction } from '#records/declarations/bulk_action'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { auditResource } from '#admin/audit/audit_resource'
import { bulkRunResource } from '#admin/bulk_runs/bulk_run_resource'
import { customerResource } from '#admin/customers/customer_resource'
import { eventResource } from '#admin/events/event_resource'
import { mailResource } from '#admin/mails/mail_resource'
import { productResource } from '#admin/products/product_resource'
import { purchaseResource } from '#admin/purchases/purchase_resource'

/**
 * Every kind of record in the panel, in the order of the sidebar. A new one is one more line here.
 */
export const RESOURCES: readonly ResourceDeclaration[] = [
  productResource,
  purchaseResource,
  customerResource,
  eventResource,
  mailResource,
  auditResource,
  bulkRunResource,
]

/** @throws Error where there is none of this key, which only a wrong route can ask for */
export function resourceNamed(key: string): ResourceDeclaration {
  const resource = RESOURCES.find((one) => one.key === key)
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
