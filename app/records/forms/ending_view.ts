import { urlFor } from '@adonisjs/core/services/url_builder'
import type { FormRow } from '#records/declarations/fields'
import type { Permission } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'

/** The buttons that put a record away, as its pages show them. */
export interface EndingView {
  noun: string
  permission: Permission
  isArchived: boolean
  /** Puts it away, or brings it back; null where that cannot be done. */
  archiveHref: string | null
  deleteHref: string | null
}

/** @returns null for resources whose records are neither archived nor deleted */
export function viewEnding(resource: ResourceDeclaration, row: FormRow): EndingView | null {
  const { key, form, deletion, isArchivable } = resource
  if (!form || (!deletion && !isArchivable)) {
    return null
  }
  const isArchived = Boolean(row.archived_at)
  const href = (verb: string) =>
    urlFor(`admin.${key}.${verb}` as 'admin.products.edit', { id: row.id })
  return {
    noun: form.noun,
    permission: form.permission,
    isArchived,
    archiveHref: isArchivable ? href(isArchived ? 'unarchive' : 'archive') : null,
    deleteHref: deletion ? href('delete') : null,
  }
}
