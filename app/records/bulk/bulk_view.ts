import { randomUUID } from 'node:crypto'
import { urlFor } from '@adonisjs/core/services/url_builder'
import type { BulkAction } from '#records/declarations/bulk_action'
import type { ResourceDeclaration } from '#records/declarations/resource'
import type { Selection } from '#models/bulk_run'
import { selectionWords } from '#records/bulk/find_bulk_run'
import WalkRecords from '#records/lists/walk_records'

/** More records than this are not changed by a click alone: their number has to be typed. */
export const TYPED_FROM = 51

/** Records that are named. */
const MOST_NAMES = 10

/** What is about to be done with many records, as the page that asks about it shows it. */
export interface BulkView {
  section: string
  /** Of the list. */
  title: string
  /** Without its question mark. */
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
  /** Of this page. */
  once: string
}

/**
 * Counts what was chosen and makes ready the question whether it is meant.
 */
export async function viewBulk(
  resource: ResourceDeclaration,
  action: BulkAction,
  selection: Selection
): Promise<BulkView> {
  const records = new WalkRecords(resource.list, selection)
  const { total } = await records.count()
  const words = countWords(resource, total)
  return {
    section: resource.key,
    title: resource.title,
    question: `${action.label} ${words}`,
    action: urlFor(`admin.${resource.key}.bulk.run` as 'admin.products.bulk.run'),
    key: action.key,
    label: action.label,
    text: action.confirm(words),
    chosen: await selectionWords(resource, selection),
    names: await firstNames(resource, records),
    total,
    isTyped: total >= TYPED_FROM,
    ids: 'ids' in selection ? selection.ids : [],
    isAll: 'query' in selection,
    once: randomUUID(),
  }
}

function countWords({ noun }: ResourceDeclaration, total: number): string {
  return total === 1 ? `1 ${noun.one}` : `${total.toLocaleString('en')} ${noun.many}`
}

/** What stands first in the rows of the list. */
async function firstNames({ list }: ResourceDeclaration, records: WalkRecords): Promise<string[]> {
  const rows = await records.rows({ after: 0, limit: MOST_NAMES })
  return rows
    .map((row) => list.columns[0].cell(row, ''))
    .flatMap((cell) => ('text' in cell ? cell.text : []))
}
