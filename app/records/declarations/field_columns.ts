import { type Cell, number, pill, text, time } from '#records/declarations/cells'
import type { Field } from '#records/declarations/fields'
import { fieldsOf } from '#records/declarations/form'
import type { Column, ListDeclaration } from '#records/declarations/list'
import { type ResourceDeclaration } from '#records/declarations/resource'
import { recordPath } from '#records/declarations/resource_paths'
import { readTime } from '#database/columns'

type Row = Record<string, unknown> & { id: number }

/**
 * The list of a resource with a column for each form field that has `list`, after the declared
 * columns. If no columns are declared, the first of them links to the record.
 */
export function withFieldColumns(resource: ResourceDeclaration): ListDeclaration {
  const { form, list } = resource
  const fields = form ? fieldsOf(form).filter((field) => field.list) : []
  if (!form || fields.length === 0) {
    return list
  }
  return {
    ...list,
    select: (query) => {
      list.select(query)
      query.select(fields.map(({ name }) => `${form.table}.${name} as ${aliasOf(name)}`))
    },
    columns: [
      ...list.columns,
      ...fields.map((field, index) =>
        columnOf(field, index === 0 && list.columns.length === 0 ? resource : null)
      ),
    ],
  }
}

/** @param linkTo the resource whose page the column links to */
function columnOf(field: Field, linkTo: ResourceDeclaration | null): Column<Row> {
  return {
    key: field.name,
    label: field.label,
    ...(field.kind === 'number' ? { align: 'right' } : {}),
    cell: (row, back) => {
      const cell = cellOf(field, row[aliasOf(field.name)])
      return linkTo && 'text' in cell && cell.kind === 'text'
        ? { ...cell, href: recordPath(linkTo, row.id, back ? { back } : {}) }
        : cell
    },
  }
}

/** Prefixed, so that it cannot clash with the list's own names. */
function aliasOf(name: string): string {
  return `field_${name}`
}

function cellOf(field: Field, column: unknown): Cell {
  const value = field.read(column)
  switch (field.kind) {
    case 'checkbox':
      return value ? pill('Yes', 'good') : pill('No', 'neutral')
    case 'time':
      return time(value === null ? null : readTime(String(value)))
    case 'number':
      return value === null ? text(null) : number(Number(value))
    case 'picture':
      return text(value === null ? null : 'Yes')
    default:
      return text(field.print(value))
  }
}
