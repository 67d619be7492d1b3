import { filterChips } from '#records/lists/list_controls'
import { readListQuery } from '#records/lists/list_state'
import type { BulkAction } from '#records/declarations/bulk_action'
import type { ResourceDeclaration } from '#records/declarations/resource'
import { bulkActionNamed, resourceNamed } from '#records/declarations/resource_registry'
import BulkRun, { type Selection } from '#models/bulk_run'

export interface BulkRunRecord {
  run: BulkRun
  resource: ResourceDeclaration
  action: BulkAction
  /** Describes the selection. */
  chosen: string
}

/**
 * Finds a bulk run with its resource, its action and a description of its selection.
 */
export default class FindBulkRun {
  async handle(id: number): Promise<BulkRunRecord | null> {
    const run = await BulkRun.find(id)
    if (run === null) {
      return null
    }
    const resource = resourceNamed(run.resource)
    return {
      run,
      resource,
      action: bulkActionNamed(resource, run.action),
      chosen: await selectionText(resource, run.selection),
    }
  }
}

/** Describes a selection for people. */
export async function selectionText(
  { list, noun }: ResourceDeclaration,
  selection: Selection
): Promise<string> {
  if ('ids' in selection) {
    return 'Chosen one by one'
  }
  const chips = await filterChips(list, readListQuery(list, selection.query), () => '')
  return chips.length === 0
    ? `All ${noun.many}`
    : `All ${noun.many} that match: ${chips.map(({ text }) => text).join(', ')}`
}
