import type { Tone } from '#shared/tone'
import type { FormRow } from '#records/declarations/fields'
import { roleMay } from '#authority/permissions'
import { type RecordLink, type ResourceDeclaration } from '#records/declarations/resource'
import { historyPath, recordPath } from '#records/declarations/resource_paths'
import type { StaffRole } from '#models/user'

/** The header of every page of a record: its name, states, links and tabs. */
export interface FrameView {
  section: string
  /** The title of the resource. */
  title: string
  name: string
  states: { text: string; tone: Tone }[]
  link: { text: string; href: string } | null
  acts: RecordLink[]
  tabs: RecordLink[]
}

/**
 * Prepares the header of a record's page, without links that the role may not open.
 * @param row from the form's `find`
 * @param reader.back the query string of the list that the record was opened from
 */
export function viewFrame(
  resource: ResourceDeclaration,
  row: FormRow,
  { role, back = '' }: { role: StaffRole | null; back?: string }
): FrameView {
  const { frame, form } = resource
  return {
    section: resource.key,
    title: resource.title,
    name: form?.label(row) ?? '',
    states: frame?.states(row) ?? [],
    link: frame?.link?.(row) ?? null,
    acts: (frame?.acts?.(row) ?? []).filter(({ needs }) => !needs || roleMay(role, needs)),
    tabs: [
      { key: 'edit', text: 'Details', href: recordPath(resource, row.id, back ? { back } : {}) },
      ...(frame?.tabs?.(row) ?? []),
      {
        key: 'history',
        text: 'History',
        needs: 'audit.view' as const,
        href: historyPath(resource, row.id),
      },
    ].filter(({ needs }: RecordLink) => !needs || roleMay(role, needs)),
  }
}
