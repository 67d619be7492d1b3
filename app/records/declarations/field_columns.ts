import { type Cell, number, pill, text, time } from '#records/declarations/cells'
import type { Field } from '#records/declarations/fields'
import { fieldsOf, type FormDeclaration } from '#records/declarations/form'
import type { Column, ListDeclaration } from '#records/declarations/list'
import { completeRelations } from '#records/declarations/relation_columns'
import { type ResourceDeclaration } from '#records/declarations/resource'
import { readTime } from '#database/columns'

type Row = Record<string, unknown> & { id: number }

/**
 * The list of a resource with a column for each form field that has `list`, after the declared
 * columns.
 * @throws Error for `relations` of which the list does not know the table
 */
export function withFieldColumns({ form, list, key }: ResourceDeclaration): ListDeclaration {
  const fields = form ? fieldsOf(form).filter((field) => field.list) : []
  if (!form || fields.length === 0) {
    return list
  }
  const lost = fields.find(({ isElsewhere, through }) => isElsewhere && !through)
  if (lost) {
    throw new Error(
      `The field ${lost.name} of ${key} has "list" and is no column of ${form.table}: add "through", or leave "list" out.`
    )
  }
  return {
    ...list,
    select: (query) => {
      list.select(query)
      query.select(columnsOf(form, fields))
    },
    complete: async (rows: Row[]) => {
      await list.complete?.(rows)
      for (const field of fields) {
        await completeRelations(field, aliasOf(field.name), rows)
      }
    },
    columns: [...list.columns, ...fields.map(columnOf)],
  }
}

function columnsOf({ table }: FormDeclaration, fields: Field[]): string[] {
  return fields.flatMap(({ name, isElsewhere }) =>
    isElsewhere ? [] : `${table}.${name} as ${aliasOf(name)}`
  )
}

function columnOf(field: Field): Column<Row> {
  return {
    key: field.name,
    label: field.label,
    ...(field.kind === 'number' ? { align: 'right' } : {}),
    cell: (row) => cellOf(field, row[aliasOf(field.name)]),
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
    case 'select':
      return text(
        field.choices?.find((choice) => choice.value === String(value))?.label ?? field.print(value)
      )
    default:
      return text(field.print(value))
  }
}
