import type { Tone } from '#admin/cells'
import type { FormRow } from '#admin/fields'
import { type RecordLink, recordPath, type ResourceDeclaration } from '#admin/resource'

/** What stands above every page of a record, as the pages show it. */
export interface FrameView {
  section: string
  /** Of the resource. */
  title: string
  name: string
  states: { text: string; tone: Tone }[]
  link: { text: string; href: string } | null
  tabs: RecordLink[]
}

/**
 * @param row as the form of the resource finds it
 * @param back the list that the record was opened from, as its query string
 */
export function viewFrame(resource: ResourceDeclaration, row: FormRow, back = ''): FrameView {
  const { frame, form } = resource
  return {
    section: resource.key,
    title: resource.title,
    name: form?.label(row) ?? '',
    states: frame?.states(row) ?? [],
    link: frame?.link?.(row) ?? null,
    tabs: [
      { key: 'edit', text: 'Details', href: recordPath(resource, row.id, back ? { back } : {}) },
      ...(frame?.tabs?.(row) ?? []),
    ],
  }
}
