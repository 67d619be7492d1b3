import { urlFor } from '@adonisjs/core/services/url_builder'
import { type Area, AREAS } from '#records/declarations/resource'
import { listPath } from '#records/declarations/resource_paths'
import { allResources } from '#records/declarations/resource_registry'
import { roleMay } from '#authority/permissions'
import type { StaffRole } from '#models/user'

/** An entry of the sidebar. */
export interface Section {
  key: string
  label: string
  href: string
}

/** A group of the sidebar. */
export interface SectionGroup {
  /** Null for the entries above all groups. */
  title: string | null
  sections: Section[]
}

/**
 * The sidebar for a role: every resource that it may see, and the pages that are not resources.
 */
export function sectionsFor(role: StaffRole | null): SectionGroup[] {
  const overview = { key: 'home', label: 'Overview', href: urlFor('admin.home') }
  return [
    { title: null, sections: [overview, ...attentionFor(role)] },
    ...AREAS.map((area) => ({
      title: area,
      sections: [...resourcesIn(area, role), ...pagesIn(area, role)],
    })),
  ].filter(({ sections }) => sections.length > 0)
}

function attentionFor(role: StaffRole | null): Section[] {
  return roleMay(role, 'purchases.view')
    ? [{ key: 'attention', label: 'Needs attention', href: urlFor('admin.attention') }]
    : []
}

function resourcesIn(area: Area, role: StaffRole | null): Section[] {
  return allResources()
    .filter((resource) => resource.area === area && roleMay(role, resource.permissions.view))
    .map((resource) => ({ key: resource.key, label: resource.title, href: listPath(resource) }))
}

/** Pages that are not resources. */
function pagesIn(area: Area, role: StaffRole | null): Section[] {
  switch (area) {
    case 'Catalogue':
      return [{ key: 'sync', label: 'Sync', href: urlFor('admin.sync.show') }]
    case 'Sales':
      return roleMay(role, 'purchases.view')
        ? [{ key: 'reconcile', label: 'Reconcile', href: urlFor('admin.reconcile.show') }]
        : []
    case 'Store':
      return [
        ...(roleMay(role, 'staff.view')
          ? [{ key: 'staff', label: 'Staff', href: urlFor('admin.staff.index') }]
          : []),
        ...(roleMay(role, 'catalogue.sync')
          ? [{ key: 'doctor', label: 'Doctor', href: urlFor('admin.doctor.show') }]
          : []),
      ]
    default:
      return []
  }
}
