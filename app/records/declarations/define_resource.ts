import { withFieldColumns } from '#records/declarations/field_columns'
import type { ListRow } from '#records/declarations/list'
import type { ResourceDeclaration } from '#records/declarations/resource'

/**
 * Checks the types of a declaration and returns it without its row types, with the list columns that
 * its form asks for.
 */
export function defineResource<Row extends ListRow, Found = never>(
  resource: ResourceDeclaration<Row, Found>
): ResourceDeclaration {
  return { ...resource, list: withFieldColumns(resource) }
}
