import type { Column, ListDeclaration } from '#records/declarations/list'

/** A column as it can be chosen. */
export interface ColumnChoice {
  key: string
  label: string
  isShown: boolean
  /** The first one names the row, so it is always there. */
  isFixed: boolean
}

/**
 * The columns of a list that are shown.
 * @param chosen keys, as somebody chose them; what is no column any more is left out
 */
export function shownColumns(list: ListDeclaration, chosen?: readonly string[]): Column<any>[] {
  return list.columns.filter(({ key, isOptional }, index) =>
    index === 0 ? true : chosen ? chosen.includes(key) : !isOptional
  )
}

/** Every column, to choose from. */
export function columnChoices(list: ListDeclaration, chosen?: readonly string[]): ColumnChoice[] {
  const shown = shownColumns(list, chosen)
  return list.columns.map((column, index) => ({
    key: column.key,
    label: column.label,
    isShown: shown.includes(column),
    isFixed: index === 0,
  }))
}
