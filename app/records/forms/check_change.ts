import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Changes } from '#authority/record_audit'
import { fieldsOf, type FormDeclaration, type RecordChange } from '#records/declarations/form'
import type { FormErrors } from '#http/forms/check_form'

/**
 * Validates a change against the database: choices, unique values, and the form's own check.
 * @param change its id is 0 for a record that does not exist yet
 */
export async function checkChange(
  form: FormDeclaration,
  change: RecordChange,
  trx: TransactionClientContract
): Promise<FormErrors> {
  return {
    ...checkOptions(form, change),
    ...(await checkUnique(form, change, trx)),
    ...(await form.check?.(change, trx)),
  }
}

/** The fields whose values differ, for the audit. */
export function changesOf({ before, after }: RecordChange): Changes {
  return Object.fromEntries(
    Object.keys(after)
      .filter((name) => before[name] !== after[name])
      .map((name) => [name, { before: before[name], after: after[name] }])
  )
}

/** A choice that was offered when the page was opened may no longer exist. */
function checkOptions(form: FormDeclaration, { row, after }: RecordChange): FormErrors {
  const wrong = fieldsOf(form).filter(({ name, options }) => {
    const value = after[name]
    return options && value !== null && !options(row).some((o) => o.value === String(value))
  })
  return Object.fromEntries(
    wrong.map(({ name, label }) => [name, `${label} is not one of the choices any more`])
  )
}

async function checkUnique(
  form: FormDeclaration,
  { id, before, after }: RecordChange,
  trx: TransactionClientContract
): Promise<FormErrors> {
  const errors: FormErrors = {}
  for (const { name, label, isUnique } of fieldsOf(form)) {
    if (!isUnique || after[name] === null || after[name] === before[name]) {
      continue
    }
    const other = await trx.from(form.table).where(name, after[name]).whereNot('id', id).first()
    if (other) {
      errors[name] = `Another ${form.noun} has this ${label.toLowerCase()}`
    }
  }
  return errors
}
