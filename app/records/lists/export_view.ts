import { urlFor } from '@adonisjs/core/services/url_builder'
import type { ListState } from '#records/lists/list_state'
import { roleMay } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { filterOf } from '#records/lists/selection'
import type { StaffRole } from '#models/user'

/** A file that a list can be had as. */
export interface ExportLink {
  text: string
  href: string
}

/**
 * What a list can be had as by somebody with this role: all that its filter leaves.
 */
export function viewExports(
  { key, list }: ResourceDeclaration,
  state: ListState,
  role: StaffRole | null
): ExportLink[] {
  if (!roleMay(role, 'export')) {
    return []
  }
  const path = urlFor(`admin.${key}.export` as 'admin.products.export')
  const filter = filterOf(list, state)
  return [
    { text: 'Export CSV', href: [path, filter].filter(Boolean).join('?') },
    { text: 'CSV for Excel', href: `${path}?${[filter, 'bom=1'].filter(Boolean).join('&')}` },
  ]
}
