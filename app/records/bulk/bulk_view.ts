import { randomUUID } from 'node:crypto'
import { urlFor } from '@adonisjs/core/services/url_builder'
import type { BulkAction } from '#records/declarations/bulk_action'
import type { ResourceDeclaration } from '#records/declarations/resource'
import type { Selection } from '#models/bulk_run'
import { selectionText } from '#records/bulk/find_bulk_run'
import WalkRecords from '#records/lists/walk_records'

/** From this many records on, the user must type their number to confirm. */
export const TYPED_FROM = 51

/** Records whose names are listed. */
const MAX_NAMES = 10

/** The confirmation page of a bulk action. */
export interface BulkView {
  section: string
  /** The title of the list. */
  title: string
  /** Without the question mark. */
  question: string
  action: string
  key: string
  label: string
  text: string
  chosen: string
  names: string[]
  total: number
  isTyped: boolean
  ids: number[]
  isAll: boolean
  /** Identifies this page, so that it starts at most one run. */
  once: string
}

/**
 * Counts the selected records and prepares the confirmation page.
 */
export async function viewBulk(
  resource: ResourceDeclaration,
  action: BulkAction,
  selection: Selection
): Promise<BulkView> {
  const records = new WalkRecords(resource.list, selection)
  const { total } = await records.count()
  const count = countText(resource, total)
  return {
    section: resource.key,
    title: resource.title,
    question: `${action.label} ${count}`,
    action: urlFor(`admin.${resource.key}.bulk.run` as 'admin.products.bulk.run'),
    key: action.key,
    label: action.label,
    text: action.confirm(count),
    chosen: await selectionText(resource, selection),
    names: await firstNames(resource, records),
    total,
    isTyped: total >= TYPED_FROM,
    ids: 'ids' in selection ? selection.ids : [],
    isAll: 'query' in selection,
    once: randomUUID(),
  }
}

function countText({ noun }: ResourceDeclaration, total: number): string {
  return total === 1 ? `1 ${noun.one}` : `${total.toLocaleString('en')} ${noun.many}`
}

/** The text of the list's first column. */
async function firstNames({ list }: ResourceDeclaration, records: WalkRecords): Promise<string[]> {
  const rows = await records.rows({ after: 0, limit: MAX_NAMES })
  return rows
    .map((row) => list.columns[0].cell(row, ''))
    .flatMap((cell) => ('text' in cell ? cell.text : []))
}
