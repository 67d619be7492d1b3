/*
|--------------------------------------------------------------------------
| Resources
|--------------------------------------------------------------------------
|
| Every kind of record in the panel, in the order of the sidebar. A new kind
| takes one line here.
|
*/

import { registerResources } from '#records/declarations/resource_registry'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { auditResource } from '#admin/audit/audit_resource'
import { bulkRunResource } from '#admin/bulk_runs/bulk_run_resource'
import { customerResource } from '#admin/customers/customer_resource'
import { eventResource } from '#admin/events/event_resource'
import { mailResource } from '#admin/mails/mail_resource'
import { productResource } from '#admin/products/product_resource'
import { purchaseResource } from '#admin/purchases/purchase_resource'

export const RESOURCES: readonly ResourceDeclaration[] = [
  productResource,
  purchaseResource,
  customerResource,
  eventResource,
  mailResource,
  auditResource,
  bulkRunResource,
]

registerResources(RESOURCES)
