import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import type { Cell } from '#records/declarations/cells'

export type ListQuery = DatabaseQueryBuilderContract<any>

/** A row of a list as it was read from the database. */
export type ListRow = { id: number }

/**
 * A column of a list: its header, and its cell for a row.
 */
export interface Column<Row> {
  /** Its name in saved preferences and in the form that chooses columns. */
  key: string
  label: string
  /** A key of the list's `sorts`; makes the header a link. */
  sort?: string
  align?: 'right'
  /** Hidden unless the user has chosen it. */
  isOptional?: boolean
  /** Exported unless the user has chosen other columns, even if it is optional. */
  isExported?: boolean
  /** Whether it contains amounts, which an export splits into a number and a currency. */
  isMoney?: boolean
  /** @param back the query string of the list, for links to pages that lead back to it */
  cell: (row: Row, back: string) => Cell
}

/**
 * A sort order of a list: an SQL expression that is never null, with an index on it and the id.
 */
export interface Sort {
  expression: string
}

/**
 * The search of a list.
 */
export interface Search {
  hint: string
  /** Finds the rows by an index, for a term that matches few rows. */
  apply: (query: ListQuery, term: string) => void
  /**
   * The same condition, evaluated row by row, for a term that matches many rows. Defaults to
   * `apply`.
   */
  check?: (query: ListQuery, term: string) => void
}

/** One of a few choices. Needs, for each sort, an index on its column followed by the sort. */
export interface ChoiceFilter {
  kind: 'choice'
  key: string
  label: string
  choices: { value: string; label: string; apply: (query: ListQuery) => void }[]
}

/** A first and a last day in UTC, both included. */
export interface DatesFilter {
  kind: 'dates'
  key: string
  label: string
  column: string
}

/** A minimum and a maximum whole number, both included. */
export interface NumbersFilter {
  kind: 'numbers'
  key: string
  label: string
  column: string
}

/** A currency, and a minimum and a maximum amount in it, both included. */
export interface AmountsFilter {
  kind: 'amounts'
  key: string
  label: string
  /** The column of amounts, in minor units. Needs an index on the currency and this column. */
  column: string
  currencyColumn: string
}

/** The rows that belong to one record of another kind. */
export interface RelationFilter {
  kind: 'relation'
  key: string
  label: string
  /**
   * The key of the other record's resource, to search in it; without it only links set the filter.
   */
  picks?: string
  apply: (query: ListQuery, id: number) => void
  /** The name of the other record, for the chip; null if it does not exist. */
  name: (id: number) => Promise<string | null>
}

/** A filter of a list. Its `key` names it in the address. */
export type Filter = ChoiceFilter | DatesFilter | NumbersFilter | AmountsFilter | RelationFilter

/** Shown instead of an unfiltered list without rows. */
export interface EmptyState {
  title: string
  text: string
  action?: { text: string; href: () => string }
}

/**
 * Declares the list of a resource. The queries, the page and its addresses follow from it.
 */
export interface ListDeclaration<Row extends ListRow = any> {
  /** The table, with the joins that filters and sorts need. Rows are found and counted in it. */
  from: () => ListQuery
  /** Joins that only `select` needs. */
  join?: (query: ListQuery) => void
  /** The table whose `id` identifies a row. */
  table: string
  /** Selects columns and expressions, in addition to the id. */
  select: (query: ListQuery) => void
  /** Adds to the rows what columns need from other tables, in one query for all of them. */
  complete?: (rows: Row[]) => Promise<void>
  columns: Column<Row>[]
  search?: Search
  filters: Filter[]
  sorts: Record<string, Sort>
  /** A key of `sorts`, with a minus for the reverse. */
  defaultSort: string
  /** Sums over the whole list, on request. */
  totals?: {
    label: string
    /** Selects one `amount` (minor units) per `currency`, of the records with these ids. */
    sums: (ids: ListQuery) => ListQuery
  }
  empty: EmptyState
}
