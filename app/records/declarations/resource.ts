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

/** What the next page says of what was done. */
export interface Notice {
  kind: 'success' | 'info' | 'error'
  text: string
}

/**
 * Something that staff can do with one record, by a button on its page.
 */
export interface RecordAction<Found> {
  /** The end of its address, and of the name of its route. */
  key: string
  label: string
  permission: Permission
  isOffered?: (found: Found) => boolean
  /** @returns null where there is no such record */
  run: (id: number, actor: Actor) => Promise<Notice | null>
}

/** Text of which every character counts, such as a payload. */
export interface RecordText {
  title: string
  text: string
}

/** How far something has come. */
export interface RecordProgress {
  value: number
  max: number
  text: string
}

/**
 * The page of a record that is looked at: facts, and tables of what belongs to it.
 */
export interface RecordPage<Found> {
  find: (id: number) => Promise<Found | null>
  title: (found: Found) => string
  /** How the record is called in the title of the window; as its heading where it is not said. */
  name?: (found: Found) => string
  /** What last went wrong with it. */
  problem?: (found: Found) => string | null
  facts: (found: Found, i18n: I18n) => Fact[]
  tables?: (found: Found) => RelatedTable[]
  texts?: (found: Found) => RecordText[]
  /** Where it takes a while and is not over; the page follows it. */
  progress?: (found: Found) => RecordProgress | null
  actions?: RecordAction<Found>[]
  /** Pages that ask before something is done with the record. */
  links?: (found: Found) => RecordLink[]
}

/** A link of a record to a page about it. */
export interface RecordLink {
  /** The one that is open has its key named by the page. */
  key: string
  text: string
  href: string
  /** What one needs to see it, beyond the record itself. */
  needs?: Permission
}

/** Facts beside a form that are changed elsewhere. */
export interface Aside {
  title: string
  link: { text: string; href: string } | null
  /** Where more of it is, in the panel. */
  pages: RecordLink[]
  facts: Fact[]
  list: { title: string; entries: { text: string; mark: string | null; code: string }[] } | null
}

/**
 * What stands above and beside the form of a record.
 */
export interface RecordFrame {
  states: (row: FormRow) => { text: string; tone: Tone }[]
  /** Where the record is to be seen, outside the panel. */
  link?: (row: FormRow) => { text: string; href: string }
  /** Pages that ask before something is done with the record. */
  acts?: (row: FormRow) => RecordLink[]
  /** Beside its form. */
  tabs?: (row: FormRow) => RecordLink[]
  aside?: (row: FormRow) => Aside
}

/** A record told from the others in one line, where it is found or picked. */
export interface RecordBrief {
  text: string
  /** A second, quieter text. */
  note: string | null
}

/** What stands together in the sidebar, in its order. */
export const AREAS = ['Catalogue', 'Sales', 'Store'] as const
export type Area = (typeof AREAS)[number]

/**
 * Everything there is to say about one kind of record: who may do what, its list, its page or its
 * form. Routes, pages, queries, writes and audit are made from it; a new kind is one such
 * declaration and one line in `start/resources.ts`.
 */
export interface ResourceDeclaration<Row extends ListRow = any, Found = any> {
  /** Its address below `/admin`, and the middle of the names of its routes. */
  key: string
  title: string
  area: Area
  noun: { one: string; many: string }
  permissions: { view: Permission }
  /** How the audit names such a record, where no form says it. What has neither has no history. */
  subject?: string
  list: ListDeclaration<Row>
  /** Where it is given, records are found by the search over everything, and can be picked. */
  brief?: (row: Row) => RecordBrief
  /** How a record is looked at; those with a form have that instead. */
  page?: RecordPage<Found>
  form?: FormDeclaration
  frame?: RecordFrame
  /** Where records with a form may be deleted. */
  deletion?: Deletion
  /** Whether records with a form are archived: their table has `archived_at`. */
  isArchivable?: boolean
  /** Checkboxes of the form that are turned by one click in the list too. */
  toggles?: string[]
  /** What can be done with many of them at once. */
  bulk?: BulkAction[]
  /** The page on which records are made, where they have one of their own. */
  create?: { text: string; href: () => string; permission: Permission }
}

/** How the audit names the records of a resource; undefined for those that it says nothing of. */
export function subjectOf({ subject, form }: ResourceDeclaration): string | undefined {
  return subject ?? form?.subject
}

/** How a record of a resource is called. */
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
