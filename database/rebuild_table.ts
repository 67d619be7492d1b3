import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'

/** How a table of SQLite becomes another one. Everything that is not named stays as it is. */
export interface TableChange {
  table: string
  /** New definitions of columns, as `create table` has them; null takes the column out. */
  columns?: Record<string, string | null>
  /** Definitions of further columns. */
  newColumns?: string[]
  /** Further constraints of the table. */
  newConstraints?: string[]
  /** Names of constraints that are left out. */
  withoutConstraints?: string[]
  /** SQL of the values that columns get, from the row as it was; where omitted, the value that it had. */
  values?: Record<string, string>
  /** Names of indexes that are not made again; those of a column that is taken out must be among them. */
  droppedIndexes?: string[]
}

type Sql = Pick<QueryClientContract, 'rawQuery'>

/** Kibibytes of memory for a rebuild, which makes every index anew. */
const CACHE = 128 * 1024

/** The first words of what is a constraint and no column. */
const CONSTRAINT = /^(constraint|primary|unique|check|foreign)\b/i

/**
 * Changes tables of SQLite in ways that its `alter table` cannot, such as making a column nullable: each
 * is copied into a new one, which takes its place with its indexes and triggers. All of it is one
 * transaction, so that an interrupted change leaves everything as it was.
 *
 * The migration that calls it must have `static disableTransactions = true`: foreign keys can only be
 * switched off outside a transaction, and dropping a table would otherwise delete what refers to it.
 * Source: https://www.sqlite.org/lang_altertable.html#otheralter
 *
 * @param also further changes in the same transaction, once the tables are rebuilt
 * @param first changes before that, also in it
 * @throws {Error} where a row then refers to none
 */
export async function rebuildTables(
  db: QueryClientContract,
  changes: TableChange[],
  also: (trx: TransactionClientContract) => Promise<void> = async () => {},
  first: (trx: TransactionClientContract) => Promise<void> = async () => {}
): Promise<void> {
  const [{ cache_size: usualCache }] = await db.rawQuery('pragma cache_size')
  await db.rawQuery('pragma foreign_keys = off')
  await db.rawQuery('pragma legacy_alter_table = on')
  await db.rawQuery(`pragma cache_size = -${CACHE}`)
  try {
    await db.transaction(async (trx) => {
      await first(trx)
      for (const change of changes) {
        await rebuild(trx, change)
      }
      await also(trx)
      for (const { table } of changes) {
        await checkReferences(trx, table)
      }
    })
  } finally {
    await db.rawQuery(`pragma cache_size = ${usualCache}`)
    await db.rawQuery('pragma legacy_alter_table = off')
    await db.rawQuery('pragma foreign_keys = on')
  }
}

async function rebuild(trx: Sql, change: TableChange) {
  const { table, droppedIndexes = [] } = change
  const dependents = await rowsOf(
    trx,
    `select name, sql from sqlite_master
      where tbl_name = '${table}' and type in ('index', 'trigger') and sql is not null`
  )
  const [{ sql }] = await rowsOf(
    trx,
    `select sql from sqlite_master where type = 'table' and name = '${table}'`
  )
  const rebuilt = `${table}_rebuilt`
  const before = await columnsOf(trx, table)
  await trx.rawQuery(createSql(sql, rebuilt, change))
  const after = await columnsOf(trx, rebuilt)
  const copied = after.filter((name) => before.includes(name) || change.values?.[name])
  const values = copied.map((name) => change.values?.[name] ?? quoted(name))
  await trx.rawQuery(
    `insert into ${rebuilt} (${copied.map(quoted).join(', ')})
        select ${values.join(', ')} from ${table} order by rowid`
  )
  await keepSequence(trx, table, rebuilt)
  await trx.rawQuery(`drop table ${table}`)
  await trx.rawQuery(`alter table ${rebuilt} rename to ${table}`)
  for (const { name, sql: definition } of dependents) {
    if (!droppedIndexes.includes(name)) {
      await trx.rawQuery(definition)
    }
  }
}

/** The number that `autoincrement` gave last: the ids of deleted rows are not given out again. */
async function keepSequence(trx: Sql, table: string, rebuilt: string) {
  const counters = await rowsOf(trx, "select 1 from sqlite_master where name = 'sqlite_sequence'")
  if (counters.length > 0) {
    await trx.rawQuery(`delete from sqlite_sequence where name = '${rebuilt}'`)
    await trx.rawQuery(
      `insert into sqlite_sequence (name, seq)
        select '${rebuilt}', seq from sqlite_sequence where name = '${table}'`
    )
  }
}

/** @throws {Error} where a row of the table, or one that refers to it, refers to a missing row */
async function checkReferences(trx: Sql, table: string) {
  const referring = await rowsOf(
    trx,
    `select distinct tables.name from sqlite_master as tables
      join pragma_foreign_key_list(tables.name) as keys
      where tables.type = 'table' and keys."table" = '${table}'`
  )
  for (const name of new Set([table, ...referring.map((row) => row.name)])) {
    const broken = await rowsOf(trx, `pragma foreign_key_check(${name})`)
    if (broken.length > 0) {
      throw new Error(
        `${broken.length} rows of ${name} refer to rows of ${broken[0].parent} that are missing`
      )
    }
  }
}

/** The statement that makes the new table, from the one that made the old. */
function createSql(
  sql: string,
  name: string,
  {
    table,
    columns = {},
    newColumns = [],
    newConstraints = [],
    withoutConstraints = [],
  }: TableChange
): string {
  const start = sql.indexOf('(')
  const end = sql.lastIndexOf(')')
  const parts = splitDefinitions(sql.slice(start + 1, end))
  const takenOut = Object.keys(columns).filter((column) => columns[column] === null)
  const isLeftOut = (part: string) =>
    withoutConstraints.some((one) => new RegExp(`^constraint\\W+${one}\\b`, 'i').test(part)) ||
    takenOut.some((one) => new RegExp(`^foreign key\\W+${one}\\W`, 'i').test(part))
  const constraints = parts.filter((part) => CONSTRAINT.test(part) && !isLeftOut(part))
  const kept = parts
    .filter((part) => !CONSTRAINT.test(part))
    .flatMap((part) => {
      const changed = columns[nameOf(part)]
      return changed === null ? [] : [changed ?? part]
    })
  const unknown = Object.keys(columns).find(
    (column) => !parts.some((part) => nameOf(part) === column)
  )
  if (unknown !== undefined) {
    throw new Error(`${table} has no column ${unknown}`)
  }
  const body = [...kept, ...newColumns, ...constraints, ...newConstraints]
  return `create table ${quoted(name)} (${body.join(', ')})${sql.slice(end + 1)}`
}

/** Splits at the commas that are in no brackets and no quotes. */
function splitDefinitions(body: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (const { 0: token, index } of body.matchAll(/'[^']*'|"[^"]*"|`[^`]*`|[(),]/g)) {
    if (token === '(') {
      depth += 1
    } else if (token === ')') {
      depth -= 1
    } else if (token === ',' && depth === 0) {
      parts.push(body.slice(from, index).trim())
      from = index + 1
    }
  }
  return [...parts, body.slice(from).trim()]
}

function nameOf(definition: string): string {
  return /^["`]?(\w+)/.exec(definition)?.[1] ?? ''
}

async function columnsOf(trx: Sql, table: string): Promise<string[]> {
  const rows = await rowsOf(trx, `select name from pragma_table_info('${table}')`)
  return rows.map(({ name }) => name)
}

function rowsOf(trx: Sql, sql: string): Promise<Record<string, string>[]> {
  return trx.rawQuery(sql)
}

function quoted(name: string): string {
  return `"${name}"`
}
