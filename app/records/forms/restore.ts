import { fieldsOf, type FieldValues, type FormDeclaration } from '#records/declarations/form'
import { MASK } from '#authority/audit_secrets'
import type AuditEntry from '#models/audit_entry'

/**
 * What the fields of a form held before a change, to be brought back.
 * @returns nothing where the entry tells of something else than a change by this form
 */
export function valuesBefore(form: FormDeclaration, entry: AuditEntry): FieldValues {
  if (entry.action !== `${form.subject}.updated`) {
    return {}
  }
  const known = fieldsOf(form).filter(
    ({ name }) => name in entry.changes && entry.changes[name].before !== MASK
  )
  return Object.fromEntries(
    known.map(({ name }) => [name, entry.changes[name].before as FieldValues[string]])
  )
}
