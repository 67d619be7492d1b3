import { urlFor } from '@adonisjs/core/services/url_builder'
import { listPath } from '#admin/resource'
import { RESOURCES } from '#admin/resources'
import { roleMay } from '#admin/permissions'
import type { StaffRole } from '#models/user'

/** A part of the panel, as it stands in the sidebar. */
export interface Section {
  key: string
  label: string
  href: string
}

/**
 * The sidebar of somebody with this role: every resource that they may see, and the pages that are
 * none.
 */
export function sectionsFor(role: StaffRole | null): Section[] {
  return [
    { key: 'home', label: 'Overview', href: urlFor('admin.home') },
    ...RESOURCES.filter(({ permissions }) => roleMay(role, permissions.view)).map((resource) => ({
      key: resource.key,
      label: resource.title,
      href: listPath(resource),
    })),
    ...(roleMay(role, 'staff.view')
      ? [{ key: 'staff', label: 'Staff', href: urlFor('admin.staff.index') }]
      : []),
    { key: 'sync', label: 'Sync', href: urlFor('admin.sync.show') },
  ]
}
