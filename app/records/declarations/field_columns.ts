import { type Cell, number, pill, text, time } from '#records/declarations/cells'
import type { Field } from '#records/declarations/fields'
import { fieldsOf } from '#records/declarations/form'
import type { Column, ListDeclaration } from '#records/declarations/list'
import { type ResourceDeclaration } from '#records/declarations/resource'
import { recordPath } from '#records/declarations/resource_paths'
import { readTime } from '#database/columns'

type Row = Record<string, unknown> & { id: number }

/**
 * The list of a resource with a column for each field of its form that asks for one, behind those
 * that are declared. Where there are none, the first of them leads to the record.
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

/** @param leadsTo whose page the column leads to */
function columnOf(field: Field, leadsTo: ResourceDeclaration | null): Column<Row> {
  return {
    key: field.name,
    label: field.label,
    ...(field.kind === 'number' ? { align: 'right' } : {}),
    cell: (row, back) => {
      const cell = cellOf(field, row[aliasOf(field.name)])
      return leadsTo && 'text' in cell && cell.kind === 'text'
        ? { ...cell, href: recordPath(leadsTo, row.id, back ? { back } : {}) }
        : cell
    },
  }
}

/** So that it is none of the names that the list gave itself. */
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
