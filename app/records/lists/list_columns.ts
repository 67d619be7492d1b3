import type { Column, ListDeclaration } from '#records/declarations/list'

/** A column in the form that chooses columns. */
export interface ColumnChoice {
  key: string
  label: string
  isShown: boolean
  /** The first column names the row, so it is always shown. */
  isFixed: boolean
}

/**
 * The visible columns of a list.
 * @param chosen keys of the user's choice, of which unknown ones are ignored; without it the
 *   default
 */
export function shownColumns(list: ListDeclaration, chosen?: readonly string[]): Column<any>[] {
  return list.columns.filter(({ key, isOptional }, index) =>
    index === 0 ? true : chosen ? chosen.includes(key) : !isOptional
  )
}

/** The columns of an export: the visible ones, and by default those that are too much for a page. */
export function exportedColumns(list: ListDeclaration, chosen?: readonly string[]): Column<any>[] {
  const shown = shownColumns(list, chosen)
  return list.columns.filter(
    (column) => shown.includes(column) || (chosen === undefined && column.isExported)
  )
}

/** Every column, with whether it is visible. */
export function columnChoices(list: ListDeclaration, chosen?: readonly string[]): ColumnChoice[] {
  const shown = shownColumns(list, chosen)
  return list.columns.map((column, index) => ({
    key: column.key,
    label: column.label,
    isShown: shown.includes(column),
    isFixed: index === 0,
  }))
}
