import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import type { Cell } from '#records/declarations/cells'

export type ListQuery = DatabaseQueryBuilderContract<any>

/** A row of a list as the database gives it, and the value that it was sorted by. */
export type ListRow = { id: number }

/**
 * A column: its head, and the cell that a row has in it.
 */
export interface Column<Row> {
  /** How the address names it where columns are chosen. */
  key: string
  label: string
  /** The key of one of the list's sorts; then the head is a link. */
  sort?: string
  align?: 'right'
  /** Not shown until somebody chooses it. */
  isOptional?: boolean
  /** Whether it holds amounts, which an export divides into a number and a currency. */
  isMoney?: boolean
  /** @param back the list as it stands, for links whose pages lead back to it */
  cell: (row: Row, back: string) => Cell
}

/**
 * What a list can be sorted by: an SQL expression that is never null, made to be read together with
 * the id from an index.
 */
export interface Sort {
  expression: string
}

/**
 * What a list can be searched for.
 */
export interface Search {
  hint: string
  /** Finds the rows by an index, for a term that few rows answer to. */
  apply: (query: ListQuery, term: string) => void
  /**
   * The same, asked of one row after the other, for a term that many answer to. Where it is not given,
   * `apply` can be asked so.
   */
  check?: (query: ListQuery, term: string) => void
}

/** One choice out of a few: with an index that begins with it and goes on with each of the sorts. */
export interface ChoiceFilter {
  kind: 'choice'
  key: string
  label: string
  choices: { value: string; label: string; apply: (query: ListQuery) => void }[]
}

/** A first and a last day, both included, in UTC. */
export interface DatesFilter {
  kind: 'dates'
  key: string
  label: string
  column: string
}

/** A smallest and a largest whole number, both included. */
export interface NumbersFilter {
  kind: 'numbers'
  key: string
  label: string
  column: string
}

/** A currency, and a smallest and a largest amount of it, both included. */
export interface AmountsFilter {
  kind: 'amounts'
  key: string
  label: string
  /** The column of amounts, with an index that begins with the one of currencies. */
  column: string
  currencyColumn: string
}

/** The rows that belong to one other record. */
export interface RelationFilter {
  kind: 'relation'
  key: string
  label: string
  /** The key of the resource that the other record is found in; without it only links set it. */
  picks?: string
  apply: (query: ListQuery, id: number) => void
  /** How the other record is called, for the chip. */
  name: (id: number) => Promise<string | null>
}

export type Filter = ChoiceFilter | DatesFilter | NumbersFilter | AmountsFilter | RelationFilter

export interface EmptyState {
  title: string
  text: string
  action?: { text: string; href: () => string }
}

/**
 * Everything there is to say about the list of a resource. The query, the page and its addresses are
 * made from it.
 */
export interface ListDeclaration<Row extends ListRow = any> {
  /** The table, with the joins that filters and sorts speak of. Rows are found and counted in it. */
  from: () => ListQuery
  /** The joins that nothing but `select` speaks of. */
  join?: (query: ListQuery) => void
  /** The table whose id identifies a row. */
  table: string
  /** Columns and expressions to read, beside the id. */
  select: (query: ListQuery) => void
  columns: Column<Row>[]
  search?: Search
  filters: Filter[]
  sorts: Record<string, Sort>
  /** A key of `sorts`, with a minus for the reverse. */
  defaultSort: string
  /** SQL of an amount and its currency, to be added up over the whole list when somebody asks. */
  totals?: { label: string; amount: string; currency: string }
  empty: EmptyState
}
