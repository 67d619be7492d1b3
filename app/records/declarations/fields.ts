import vine from '@vinejs/vine'
import type { SchemaTypes } from '@vinejs/vine/types'
import { DateTime } from 'luxon'
import { databaseTime, readTime } from '#database/columns'
import { listsFromBullets } from '#shared/readable_text'
import { isRowId } from '#shared/row_id'

/**
 * The value of a field. Always a JSON value, so that forms, conflicts and the audit treat all kinds
 * alike. A time is an ISO text in UTC.
 */
export type FieldValue = string | number | boolean | null

/** A database row as it was read, with everything that the declaration joined to it. */
export type FormRow = Record<string, any>

/** A choice of a `select`. */
export interface FieldOption {
  value: string
  label: string
}

/** The table that holds the records of a `relations` field. */
export interface Through {
  table: string
  /** The column with the id of the form's record. */
  own: string
  /** The column with the id of the picked record. */
  picked: string
  /** The column by which the picked records are sorted. */
  order: string
}

/** The settings of every field. */
interface FieldSettings {
  label: string
  hint?: string
  /** The placeholder of the empty control: the value that applies while nothing is typed. */
  placeholder?: (row: FormRow) => string | null
  /** A further sentence below the control, for this record. */
  note?: (row: FormRow) => string | null
  /** Adds the field as a column to the list, after those that are declared there. */
  list?: boolean
}

/** The settings of a single-line text. */
interface LineSettings {
  /** The name of the field from which an empty value is filled, as a slug. */
  from?: string
  /** Whether the value must be unique in the table. */
  isUnique?: boolean
  /** Shown before the value of an existing record is changed. */
  warning?: string
}

/**
 * A field of a form: a column, its control, and the conversion between them.
 */
export interface Field extends FieldSettings, LineSettings {
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
  /** The error of a value in the wrong format, where `{{ field }}` is the label. */
  wrong?: string
  /** HTML attributes of the control. */
  control: { maxlength?: number; min?: number; max?: number; rows?: number; required?: boolean }
  options?: (row: FormRow) => FieldOption[]
  /** The options of a `select` that are the same for every record. */
  choices?: readonly FieldOption[]
  /** Where the list finds the records of `relations`. */
  through?: Through
  /** Explains what the removal of a picture does. */
  removeHint?: string
  /** The key of the resource whose records are picked. */
  picks?: string
  /**
   * Whether it is not a column of the table: the form's `find` reads it, its `afterSave` saves it.
   */
  isElsewhere?: boolean
  /** Converts a database value. */
  read: (column: unknown) => FieldValue
  /** Converts a submitted text. Invalid text is returned as it is, for the rule to refuse. */
  clean: (typed: unknown) => FieldValue
  /** Converts a value into the text of the control. */
  print: (value: FieldValue) => string
}

type Settings = FieldSettings & { required?: boolean }

/**
 * The text of a control as it would appear after saving, with insignificant spaces and line breaks
 * normalized. For comparisons.
 */
export function normalized(field: Field, typed: string): string {
  return field.print(field.clean(typed))
}

/** A single line. Empty means null. */
export function text(
  name: string,
  settings: Settings & LineSettings & { max: number; pattern?: RegExp }
): Field {
  const length = vine.string().maxLength(settings.max)
  const rule = settings.pattern ? length.regex(settings.pattern) : length
  return {
    ...describe(name, settings),
    kind: 'text',
    rule: settings.required ? rule : rule.nullable(),
    // If it has `from`, the server fills an empty value.
    control: {
      maxlength: settings.max,
      required: settings.from === undefined && settings.required,
    },
    from: settings.from,
    isUnique: settings.isUnique,
    warning: settings.warning,
    clean: (typed) => emptyToNull(asText(typed).replace(/\s+/g, ' ').trim()),
  }
}

/** Several lines. Empty means null. */
export function textarea(name: string, settings: Settings & { max: number; rows?: number }): Field {
  const rule = vine.string().maxLength(settings.max)
  return {
    ...describe(name, settings),
    kind: 'textarea',
    rule: settings.required ? rule : rule.nullable(),
    control: { maxlength: settings.max, rows: settings.rows ?? 4, required: settings.required },
    // Browsers submit line breaks as CRLF (HTML standard, form submission).
    clean: (typed) => emptyToNull(asText(typed).replace(/\r\n?/g, '\n')),
  }
}

/**
 * Several lines of Markdown, with a preview rendered by the server. Pasted bullets become lists.
 */
export function markdown(name: string, settings: Settings & { max: number; rows?: number }): Field {
  const field = textarea(name, settings)
  const clean = (typed: unknown) => {
    const given = field.clean(typed)
    return typeof given === 'string' ? listsFromBullets(given) : given
  }
  return { ...field, kind: 'markdown', clean }
}

/** A checkbox. Its value is a boolean, never null. */
export function checkbox(name: string, settings: FieldSettings): Field {
  return {
    ...describe(name, settings),
    kind: 'checkbox',
    rule: vine.boolean(),
    control: {},
    read: Boolean,
    clean: (typed) => asText(typed) !== '',
    print: (value) => (value ? '1' : ''),
  }
}

/** A whole number. Empty means null. */
export function number(name: string, settings: Settings & { min: number; max: number }): Field {
  const rule = vine.number().withoutDecimals().min(settings.min).max(settings.max)
  return {
    ...describe(name, settings),
    kind: 'number',
    rule: settings.required ? rule : rule.nullable(),
    control: { min: settings.min, max: settings.max, required: settings.required },
    clean: (typed) => {
      const given = asText(typed).trim()
      return /^-?\d{1,15}$/.test(given) ? Number(given) : emptyToNull(given)
    },
  }
}

/** A date with a time, typed and shown in UTC. Empty means null. */
export function time(name: string, settings: Settings): Field {
  const rule = vine.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  return {
    ...describe(name, settings),
    kind: 'time',
    wrong: '{{ field }} is not a date with a time, such as 2026-01-31T10:00',
    rule: settings.required ? rule : rule.nullable(),
    control: { required: settings.required },
    read: (column) => (column ? databaseTime(readTime(column as string | Date)) : null),
    clean: (typed) => {
      const given = asText(typed).trim()
      const moment = DateTime.fromISO(given, { zone: 'utc' })
      return given !== '' && moment.isValid ? databaseTime(moment) : emptyToNull(given)
    },
    print: (value) => String(value ?? '').replace(/(:00\.000)?Z$/, ''),
  }
}

/**
 * A choice among a few rows of another table, by id. Empty means null. A list shows the label of
 * options that are the same for every record, and the id of others.
 */
export function select(
  name: string,
  settings: Settings & { options: readonly FieldOption[] | ((row: FormRow) => FieldOption[]) }
): Field {
  const { options } = settings
  const rule = vine.number().withoutDecimals()
  return {
    ...describe(name, settings),
    kind: 'select',
    wrong: 'Choose “{{ field }}” from the list',
    rule: settings.required ? rule : rule.nullable(),
    control: { required: settings.required },
    ...(typeof options === 'function'
      ? { options }
      : { options: () => [...options], choices: options }),
    clean: (typed) => {
      const given = asText(typed)
      return /^\d{1,15}$/.test(given) ? Number(given) : emptyToNull(given)
    },
  }
}

/** A record of another resource, by id. Empty means null. */
export function relation(name: string, settings: Settings & { resource: string }): Field {
  const field = select(name, { ...settings, options: [] })
  return {
    ...field,
    kind: 'relation',
    options: undefined,
    choices: undefined,
    picks: settings.resource,
  }
}

/**
 * Several records of another resource, in order. Not a column: the form's `find` must read the ids
 * as a comma-separated text (see `idsOf`), and its `afterSave` must save them. `list` needs `through`.
 */
export function relations(
  name: string,
  settings: Omit<FieldSettings, 'list'> & { resource: string; max: number } & (
      { list?: false; through?: Through } | { list: true; through: Through }
    )
): Field {
  return {
    ...describe(name, settings),
    kind: 'relations',
    wrong: `Choose up to ${settings.max} for “{{ field }}”`,
    rule: vine
      .string()
      .regex(new RegExp(`^\\d{1,9}(,\\d{1,9}){0,${settings.max - 1}}$`))
      .nullable(),
    control: { max: settings.max },
    picks: settings.resource,
    through: settings.through,
    isElsewhere: true,
    clean: (typed) => emptyToNull([...new Set(asText(typed).split(','))].filter(Boolean).join(',')),
  }
}

/** The ids in the value of a `relation` or `relations` field; invalid ids are left out. */
export function idsOf(value: FieldValue | undefined): number[] {
  return String(value ?? '')
    .split(',')
    .filter(isRowId)
    .map(Number)
}

/** A picture, by the key under which its upload was stored. */
export function picture(name: string, settings: FieldSettings & { removeHint?: string }): Field {
  return {
    ...describe(name, settings),
    kind: 'picture',
    removeHint: settings.removeHint,
    rule: vine.string().maxLength(120).nullable(),
    control: {},
    clean: (typed) => emptyToNull(asText(typed).trim()),
  }
}

/** The name of the control that uploads the picture of a field. */
export function uploadName(field: string): string {
  return `${field}_upload`
}

function describe(name: string, settings: Settings) {
  return {
    name,
    label: settings.label,
    hint: settings.hint,
    placeholder: settings.placeholder,
    note: settings.note,
    list: settings.list,
    read: (column: unknown) => (column ?? null) as FieldValue,
    print: (value: FieldValue) => (value === null ? '' : String(value)),
  }
}

/** Removes null characters, which PostgreSQL cannot store. */
function asText(typed: unknown): string {
  return typeof typed === 'string' ? typed.replaceAll('\0', '') : ''
}

function emptyToNull(value: string): string | null {
  return value === '' ? null : value
}
