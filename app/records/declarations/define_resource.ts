import { withFieldColumns } from '#records/declarations/field_columns'
import type { ListRow } from '#records/declarations/list'
import type { ResourceDeclaration } from '#records/declarations/resource'

/**
 * Type-checks a declaration and returns it without its row types, and with a list column for each
 * form field that has `list`.
 */
export function defineResource<Row extends ListRow, Found = never>(
  resource: ResourceDeclaration<Row, Found>
): ResourceDeclaration {
  return { ...resource, list: withFieldColumns(resource) }
}
