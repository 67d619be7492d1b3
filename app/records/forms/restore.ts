import { fieldsOf, type FieldValues, type FormDeclaration } from '#records/declarations/form'
import { MASK } from '#authority/audit_secrets'
import type AuditEntry from '#models/audit_entry'

/**
 * The values of a form's fields before an audited change, to restore them. Secrets are left out.
 * @returns an empty object if the entry is not an update of this form
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
