import type { DateTime } from 'luxon'
import { urlFor } from '@adonisjs/core/services/url_builder'
import type { Field, FieldValue, FormRow } from '#records/declarations/fields'
import { fieldsOf } from '#records/declarations/form'
import { type DiffLine, diffLines } from '#records/line_diff'
import { roleMay } from '#authority/permissions'
import { type ResourceDeclaration } from '#records/declarations/resource'
import { recordPath } from '#records/declarations/resource_paths'
import { valuesBefore } from '#records/forms/restore'
import { printTime } from '#shared/print_time'
import { readTime } from '#database/columns'
import type AuditEntry from '#models/audit_entry'
import type { StaffRole } from '#models/user'

/** How a moment is kept in the history. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\S*$/

/** A change of one field, as text. */
interface FieldChange {
  label: string
  before: string
  after: string
  /** Shown instead of both for a text of several lines; else null. */
  lines: DiffLine[] | null
}

/** An audit entry on the history page of a record. */
export interface HistoryEntry {
  href: string
  at: DateTime
  what: string
  who: string
  /** Whether there is no account: it was deleted, or a command made the change. */
  isGone: boolean
  /** IP address. */
  address: string | null
  changes: FieldChange[]
  /** Opens the form with the values before this change; null if that is not possible. */
  restoreHref: string | null
  /** The entry whose change this one undid. */
  restored: { id: number; href: string } | null
}

/**
 * Prepares audit entries for the history page of a record.
 * @param row from the form's `find`; null for records without a form
 * @param reader.role decides which changes can be undone
 */
export function viewHistory(
  resource: ResourceDeclaration,
  entries: AuditEntry[],
  { row, role }: { row: FormRow | null; role: StaffRole | null }
): HistoryEntry[] {
  return entries.map((entry) => ({
    href: urlFor('admin.audit.show', { id: entry.id }),
    at: entry.createdAt,
    what: actionText(entry.action),
    who: entry.actorLabel,
    isGone: entry.actorId === null,
    address: entry.address,
    changes: Object.entries(entry.changes).map(([name, { before, after }]) =>
      viewChange(fieldNamed(resource, name), name, { before, after, row: row ?? {} })
    ),
    restoreHref: row && restoreHref(resource, entry, row.id, role),
    restored: entry.restoresEntryId
      ? {
          id: entry.restoresEntryId,
          href: urlFor('admin.audit.show', { id: entry.restoresEntryId }),
        }
      : null,
  }))
}

/** `product.file_renamed` is "File renamed". */
function actionText(action: string): string {
  const words = (action.split('.').at(-1) ?? action).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function restoreHref(
  resource: ResourceDeclaration,
  entry: AuditEntry,
  id: number,
  role: StaffRole | null
): string | null {
  const { form } = resource
  const isAllowed = form && roleMay(role, 'history.restore') && roleMay(role, form.permission)
  return isAllowed && Object.keys(valuesBefore(form, entry)).length > 0
    ? recordPath(resource, id, { restore: String(entry.id) })
    : null
}

function fieldNamed({ form }: ResourceDeclaration, name: string): Field | undefined {
  return form ? fieldsOf(form).find((field) => field.name === name) : undefined
}

function viewChange(
  field: Field | undefined,
  name: string,
  { before, after, row }: { before: unknown; after: unknown; row: FormRow }
): FieldChange {
  const [old, fresh] = [before, after].map((value) => printValue(field, value, row))
  return {
    label: field?.label ?? name,
    before: old,
    after: fresh,
    lines: [old, fresh].some((text) => text.includes('\n')) ? diffLines(old, fresh) : null,
  }
}

function printValue(field: Field | undefined, value: unknown, row: FormRow): string {
  if (value === null || value === undefined) {
    return ''
  }
  switch (field?.kind) {
    case 'checkbox':
      return value ? 'Yes' : 'No'
    case 'time':
      return printMoment(String(value))
    case 'select':
      return (
        field.options?.(row).find((option) => option.value === String(value))?.label ?? `#${value}`
      )
    case undefined:
      return typeof value === 'object' ? JSON.stringify(value) : printPlain(String(value))
    default:
      return field?.print(value as FieldValue) ?? ''
  }
}

/** A value that is no field of a form, such as when an override ends. */
function printPlain(value: string): string {
  return MOMENT.test(value) ? printMoment(value) : value
}

function printMoment(value: string): string {
  const at = readTime(value)
  return at.isValid ? printTime(at, 'datetime', 'en') : value
}
