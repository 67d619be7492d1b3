import { urlFor } from '@adonisjs/core/services/url_builder'
import type { FormRow } from '#records/declarations/fields'
import type { Permission } from '#authority/permissions'
import type { ResourceDeclaration } from '#records/declarations/resource'

/** The buttons of a record's page that archive, restore or delete it. */
export interface EndingView {
  noun: string
  permission: Permission
  isArchived: boolean
  /** Archives the record, or restores it if it is archived; null if it cannot be archived. */
  archiveHref: string | null
  deleteHref: string | null
}

/** @returns null if records of the resource can neither be archived nor deleted */
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
