import type { I18n } from '@adonisjs/i18n'
import { urlFor } from '@adonisjs/core/services/url_builder'
import type { Fact } from '#records/declarations/cells'
import { roleMay } from '#authority/permissions'
import type { RelatedTable } from '#records/declarations/related_table'
import {
  type RecordLink,
  type RecordProgress,
  type RecordText,
  type ResourceDeclaration,
  subjectOf,
} from '#records/declarations/resource'
import { historyPath, listPath } from '#records/declarations/resource_paths'
import type { StaffRole } from '#models/user'

/** The page of a record without a form. */
export interface RecordView {
  section: string
  heading: string
  /** The title of the window. */
  title: string
  crumb: { text: string; href: string }
  problem: string | null
  progress: RecordProgress | null
  facts: Fact[]
  tables: RelatedTable[]
  texts: RecordText[]
  buttons: { text: string; href: string }[]
  links: RecordLink[]
  historyHref: string | null
}

/**
 * Finds a record and prepares its page, without parts and buttons that the role may not use.
 * @returns null if there is no such record, or the resource has no page
 */
export async function viewRecord(
  resource: ResourceDeclaration,
  id: number,
  { i18n, role }: { i18n: I18n; role: StaffRole | null }
): Promise<RecordView | null> {
  const { page } = resource
  const found = await page?.find(id)
  if (!page || !found) {
    return null
  }
  const heading = page.title(found)
  return {
    section: resource.key,
    heading,
    title: `${page.name?.(found) ?? heading} · ${resource.title}`,
    crumb: { text: resource.title, href: listPath(resource) },
    problem: page.problem?.(found) ?? null,
    progress: page.progress?.(found) ?? null,
    facts: page.facts(found, i18n),
    tables: (page.tables?.(found) ?? []).filter(({ needs }) => !needs || roleMay(role, needs)),
    historyHref:
      subjectOf(resource) && roleMay(role, 'audit.view') ? historyPath(resource, id) : null,
    texts: page.texts?.(found) ?? [],
    links: (page.links?.(found) ?? []).filter(({ needs }) => !needs || roleMay(role, needs)),
    buttons: (page.actions ?? [])
      .filter((action) => roleMay(role, action.permission) && (action.isOffered?.(found) ?? true))
      .map(({ key, label }) => ({
        text: label,
        href: urlFor(`admin.${resource.key}.${key}` as 'admin.purchases.check', { id }),
      })),
  }
}
