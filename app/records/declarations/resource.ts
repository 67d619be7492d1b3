import type { I18n } from '@adonisjs/i18n'
import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#authority/actor'
import type { BulkAction } from '#records/declarations/bulk_action'
import type { Fact } from '#records/declarations/cells'
import type { Tone } from '#shared/tone'
import type { Deletion } from '#records/declarations/deletion'
import type { FormRow } from '#records/declarations/fields'
import type { FormDeclaration } from '#records/declarations/form'
import type { ListDeclaration, ListRow } from '#records/declarations/list'
import type { Permission } from '#authority/permissions'
import type { RelatedTable } from '#records/declarations/related_table'

/** A message on the next page about the result of an action. */
export interface Notice {
  kind: 'success' | 'info' | 'error'
  text: string
}

/**
 * A button on a record's page.
 */
export interface RecordAction<Found> {
  /** The last part of its address and of its route's name. */
  key: string
  label: string
  permission: Permission
  /** Whether the button is shown; by default it always is. */
  isOffered?: (found: Found) => boolean
  /** @returns null if there is no such record */
  run: (id: number, actor: Actor) => Promise<Notice | null>
}

/** Preformatted text, such as a payload. */
export interface RecordText {
  title: string
  text: string
}

/** The values of a progress bar. */
export interface RecordProgress {
  value: number
  max: number
  text: string
}

/**
 * Declares the page of a record that has no form: facts, and tables of related rows.
 */
export interface RecordPage<Found> {
  find: (id: number) => Promise<Found | null>
  title: (found: Found) => string
  /** The record's name in the window title; defaults to `title`. */
  name?: (found: Found) => string
  /** The last error of the record. */
  problem?: (found: Found) => string | null
  facts: (found: Found, i18n: I18n) => Fact[]
  tables?: (found: Found) => RelatedTable[]
  texts?: (found: Found) => RecordText[]
  /** The progress of unfinished work, which the page updates; null if it is finished. */
  progress?: (found: Found) => RecordProgress | null
  actions?: RecordAction<Found>[]
  /** Links to pages that confirm an action on the record. */
  links?: (found: Found) => RecordLink[]
}

/** A link to a page about a record. */
export interface RecordLink {
  /** Identifies the link, so that a page can mark its own as current. */
  key: string
  text: string
  href: string
  /** The permission to see it, in addition to that for the record. */
  needs?: Permission
}

/** Facts beside a form that are not edited in it. */
export interface Aside {
  title: string
  link: { text: string; href: string } | null
  /** Pages of the panel with more details. */
  pages: RecordLink[]
  facts: Fact[]
  list: { title: string; entries: { text: string; mark: string | null; code: string }[] } | null
}

/**
 * Declares what is shown above and beside the form of a record.
 */
export interface RecordFrame {
  states: (row: FormRow) => { text: string; tone: Tone }[]
  /** Where the record can be seen outside the panel. */
  link?: (row: FormRow) => { text: string; href: string }
  /** Links to pages that confirm an action on the record. */
  acts?: (row: FormRow) => RecordLink[]
  /** Further pages of the record, as tabs beside its form. */
  tabs?: (row: FormRow) => RecordLink[]
  aside?: (row: FormRow) => Aside
}

/** A record in one line, for search results and pickers. */
export interface RecordBrief {
  text: string
  /** A second text, less prominent. */
  note: string | null
}

/** The groups of the sidebar, in order. */
export const AREAS = ['Catalogue', 'Sales', 'Store'] as const
export type Area = (typeof AREAS)[number]

/**
 * Declares one kind of record: its permissions, its list, and its page or form. Routes, pages,
 * queries, writes and audit follow from it. A new kind takes one declaration and one line in
 * `start/resources.ts`.
 */
export interface ResourceDeclaration<Row extends ListRow = any, Found = any> {
  /** The path below `/admin`, and the middle part of its routes' names. */
  key: string
  title: string
  area: Area
  noun: { one: string; many: string }
  permissions: { view: Permission }
  /**
   * The audit's name for the kind of record, if it has no form. With neither there is no history.
   */
  subject?: string
  list: ListDeclaration<Row>
  /** Set if records are found by the panel's search and can be picked. */
  brief?: (row: Row) => RecordBrief
  /** The page of a record; resources with a form have that instead. */
  page?: RecordPage<Found>
  form?: FormDeclaration
  frame?: RecordFrame
  /** Set if records can be deleted. Requires a form. */
  deletion?: Deletion
  /** Whether records can be archived. Requires a form whose table has `archived_at`. */
  isArchivable?: boolean
  /** Checkboxes of the form that can be switched in the list. */
  toggles?: string[]
  /** The actions on many records. */
  bulk?: BulkAction[]
  /** The page that creates records, if it is not the form. */
  create?: { text: string; href: () => string; permission: Permission }
}

/** The audit's name for the records of a resource; undefined if they are not audited. */
export function subjectOf({ subject, form }: ResourceDeclaration): string | undefined {
  return subject ?? form?.subject
}

/** The name of a record; null if it does not exist. */
export async function nameOf(
  { form, page }: ResourceDeclaration,
  id: number
): Promise<string | null> {
  if (form) {
    const row = await form.find(id, db.connection())
    return row && form.label(row)
  }
  const found = await page?.find(id)
  return page && found ? (page.name ?? page.title)(found) : null
}
