import { urlFor } from '@adonisjs/core/services/url_builder'
import type { ListState } from '#records/lists/list_state'
import { roleMay } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { filterOf } from '#records/lists/selection'
import type { StaffRole } from '#models/user'

/** A link that exports a list. */
export interface ExportLink {
  text: string
  href: string
}

/**
 * The export links of a list with its filter; none if the role may not export.
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
    { text: 'CSV for Excel', href: `${path}?${[filter, 'for=excel'].filter(Boolean).join('&')}` },
  ]
}
