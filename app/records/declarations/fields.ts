import vine from '@vinejs/vine'
import type { SchemaTypes } from '@vinejs/vine/types'
import { DateTime } from 'luxon'
import { databaseTime, readTime } from '#database/columns'
import { isRowId } from '#shared/row_id'

/**
 * What a field holds: always something that JSON can say, so that forms, conflicts and the audit
 * treat all kinds alike. A time is its ISO text in UTC.
 */
export type FieldValue = string | number | boolean | null

/** A row of the database as it was read, with whatever else the declaration joined to it. */
export type FormRow = Record<string, any>

export interface FieldOption {
  value: string
  label: string
}

/** What may be said about every field. */
interface FieldWords {
  label: string
  hint?: string
  /** What stands in the empty control: what counts while nothing is typed. */
  placeholder?: (row: FormRow) => string | null
  /** Another sentence below the control, of this record alone. */
  note?: (row: FormRow) => string | null
  /** Makes the field a column of the list, behind those that are declared there. */
  list?: boolean
}

/** What may be said about a line of text. */
interface LineWords {
  /** The field that its value is made of, as an address, as long as nothing else is typed. */
  from?: string
  /** Whether no two rows of the table may have the same. */
  isUnique?: boolean
  /** What to think of before the value of an existing record is changed. */
  warning?: string
}

/**
 * A field of a form: a column, its control, and how the two are translated into each other.
 */
export interface Field extends FieldWords, LineWords {
  /** The name of the column. */
  name: string
  kind:
    | 'text'
    | 'textarea'
    | 'markdown'
    | 'checkbox'
    | 'number'
    | 'time'
    | 'select'
    | 'picture'
    | 'relation'
    | 'relations'
  rule: SchemaTypes
  /** Attributes of the control. */
  control: { maxlength?: number; min?: number; max?: number; rows?: number; required?: boolean }
  options?: (row: FormRow) => FieldOption[]
  /** The key of the resource whose records are picked. */
  picks?: string
  /** Whether it is no column of the table: the form's `find` reads it, its `afterSave` writes it. */
  isElsewhere?: boolean
  /** From the database. */
  read: (column: unknown) => FieldValue
  /** From the form; what cannot be understood is left for the rule to refuse. */
  clean: (typed: unknown) => FieldValue
  /** Into the control. */
  print: (value: FieldValue) => string
}

type Words = FieldWords & { required?: boolean }

/**
 * What stands in a control as it would stand there once saved: blanks and line ends that make no
 * difference are made alike.
 */
export function settled(field: Field, typed: string): string {
  return field.print(field.clean(typed))
}

/** One line. Empty means null. */
export function text(
  name: string,
  words: Words & LineWords & { max: number; pattern?: RegExp }
): Field {
  const length = vine.string().maxLength(words.max)
  const rule = words.pattern ? length.regex(words.pattern) : length
  return {
    ...describe(name, words),
    kind: 'text',
    rule: words.required ? rule : rule.nullable(),
    // An empty one may be filled by the server.
    control: { maxlength: words.max, required: words.from === undefined && words.required },
    from: words.from,
    isUnique: words.isUnique,
    warning: words.warning,
    clean: (typed) => emptyToNull(asText(typed).replace(/\s+/g, ' ').trim()),
  }
}

/** Several lines. Empty means null. */
export function textarea(name: string, words: Words & { max: number; rows?: number }): Field {
  const rule = vine.string().maxLength(words.max)
  return {
    ...describe(name, words),
    kind: 'textarea',
    rule: words.required ? rule : rule.nullable(),
    control: { maxlength: words.max, rows: words.rows ?? 4, required: words.required },
    // Browsers send line ends as CRLF (HTML standard, form submission), whatever was loaded.
    clean: (typed) => emptyToNull(asText(typed).replace(/\r\n?/g, '\n')),
  }
}

/** Several lines of Markdown, with a preview made by the server. */
export function markdown(name: string, words: Words & { max: number; rows?: number }): Field {
  return { ...textarea(name, words), kind: 'markdown' }
}

export function checkbox(name: string, words: FieldWords): Field {
  return {
    ...describe(name, words),
    kind: 'checkbox',
    rule: vine.boolean(),
    control: {},
    read: Boolean,
    clean: (typed) => asText(typed) !== '',
    print: (value) => (value ? '1' : ''),
  }
}

/** A whole number. Empty means null. */
export function number(name: string, words: Words & { min: number; max: number }): Field {
  const rule = vine.number().withoutDecimals().min(words.min).max(words.max)
  return {
    ...describe(name, words),
    kind: 'number',
    rule: words.required ? rule : rule.nullable(),
    control: { min: words.min, max: words.max, required: words.required },
    clean: (typed) => {
      const given = asText(typed).trim()
      return /^-?\d{1,15}$/.test(given) ? Number(given) : emptyToNull(given)
    },
  }
}

/** A moment, typed and shown in UTC. Empty means null. */
export function time(name: string, words: Words): Field {
  const rule = vine.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  return {
    ...describe(name, words),
    kind: 'time',
    rule: words.required ? rule : rule.nullable(),
    control: { required: words.required },
    read: (column) => (column ? databaseTime(readTime(column as string | Date)) : null),
    clean: (typed) => {
      const given = asText(typed).trim()
      const moment = DateTime.fromISO(given, { zone: 'utc' })
      return given !== '' && moment.isValid ? databaseTime(moment) : emptyToNull(given)
    },
    print: (value) => String(value ?? '').replace(/(:00\.000)?Z$/, ''),
  }
}

/** One of a few rows of another table, by its id. Empty means null. */
export function select(
  name: string,
  words: Words & { options: (row: FormRow) => FieldOption[] }
): Field {
  const rule = vine.number().withoutDecimals()
  return {
    ...describe(name, words),
    kind: 'select',
    rule: words.required ? rule : rule.nullable(),
    control: { required: words.required },
    options: words.options,
    clean: (typed) => {
      const given = asText(typed)
      return /^\d{1,15}$/.test(given) ? Number(given) : emptyToNull(given)
    },
  }
}

/** A record of another resource, by its id. Empty means null. */
export function relation(name: string, words: Words & { resource: string }): Field {
  const field = select(name, { ...words, options: () => [] })
  return { ...field, kind: 'relation', options: undefined, picks: words.resource }
}

/**
 * Several records of another resource in an order, which is no column: `find` gives their ids as
 * they are read by `idsOf`, and `afterSave` keeps them.
 */
export function relations(
  name: string,
  words: FieldWords & { resource: string; max: number }
): Field {
  return {
    ...describe(name, words),
    kind: 'relations',
    rule: vine
      .string()
      .regex(new RegExp(`^\\d{1,9}(,\\d{1,9}){0,${words.max - 1}}$`))
      .nullable(),
    control: { max: words.max },
    picks: words.resource,
    isElsewhere: true,
    clean: (typed) => emptyToNull([...new Set(asText(typed).split(','))].filter(Boolean).join(',')),
  }
}

/** The ids that a field with one or several records holds; what no row can have is left out. */
export function idsOf(value: FieldValue | undefined): number[] {
  return String(value ?? '')
    .split(',')
    .filter(isRowId)
    .map(Number)
}

/** A picture, by the key under which it was stored when it was uploaded. */
export function picture(name: string, words: FieldWords): Field {
  return {
    ...describe(name, words),
    kind: 'picture',
    rule: vine.string().maxLength(120).nullable(),
    control: {},
    clean: (typed) => emptyToNull(asText(typed).trim()),
  }
}

function describe(name: string, words: Words) {
  return {
    name,
    label: words.label,
    hint: words.hint,
    placeholder: words.placeholder,
    note: words.note,
    list: words.list,
    read: (column: unknown) => (column ?? null) as FieldValue,
    print: (value: FieldValue) => (value === null ? '' : String(value)),
  }
}

/** PostgreSQL takes no text with a NUL in it. */
function asText(typed: unknown): string {
  return typeof typed === 'string' ? typed.replaceAll('\0', '') : ''
}

function emptyToNull(value: string): string | null {
  return value === '' ? null : value
}
