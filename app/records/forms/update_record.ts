import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changesOf, checkChange } from '#records/forms/check_change'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { type FormRow, idsOf, normalized } from '#records/declarations/fields'
import {
  columnsOf,
  type FieldValues,
  fieldsOf,
  type FormDeclaration,
  type RecordChange,
} from '#records/declarations/form'
import { readValues } from '#records/forms/form_values'
import { roleMay } from '#authority/permissions'
import { resourceNamed } from '#records/declarations/resource_registry'
import { databaseTime } from '#database/columns'
import { withSearchText } from '#database/search_text'
import FindOptions from '#records/lists/find_options'
import type { FormErrors } from '#http/forms/check_form'

export interface UpdateInput {
  form: FormDeclaration
  id: number
  /** Fields that are left out stay unchanged. */
  values: FieldValues
  /** The version of the record when editing began. */
  lockVersion: number
  actor: Actor
  /** The id of the audit entry whose change this one undoes. */
  restores?: number | null
}

export type UpdateOutcome =
  /** `unchanged`: no value differs, so nothing was written or audited. */
  | { type: 'saved' | 'unchanged'; row: FormRow }
  /** Nothing was written; errors by field. */
  | { type: 'invalid'; errors: FormErrors }
  /** Somebody else has saved the record since; nothing was written. */
  | { type: 'stale'; row: FormRow }
  | { type: 'not_found' }
  | { type: 'forbidden' }

/**
 * Updates a record, the only write behind the forms of the panel: lock, checks, change and audit in
 * one transaction. Requires the permission of the form, and `history.restore` if it undoes a
 * change.
 */
export default class UpdateRecord {
  async handle(input: UpdateInput): Promise<UpdateOutcome> {
    const { form, actor, restores } = input
    const needed = restores ? [form.permission, 'history.restore' as const] : [form.permission]
    if (!needed.every((permission) => roleMay(actor.role, permission))) {
      return { type: 'forbidden' }
    }
    const errors = await checkPicked(input)
    return Object.keys(errors).length > 0
      ? { type: 'invalid', errors }
      : db.transaction((trx) => this.#update(input, trx))
  }

  async #update(input: UpdateInput, trx: TransactionClientContract): Promise<UpdateOutcome> {
    const { form, id, lockVersion, actor } = input
    const row = await form.find(id, trx)
    if (row === null) {
      return { type: 'not_found' }
    }
    if (row.lock_version !== lockVersion) {
      return { type: 'stale', row }
    }
    const before = readValues(form, row)
    const change: RecordChange = { id, row, before, after: valuesAfter(input, before) }
    const changes = changesOf(change)
    const errors = await checkChange(form, change, trx)
    if (Object.keys(errors).length > 0) {
      return { type: 'invalid', errors }
    }
    if (Object.keys(changes).length === 0) {
      return { type: 'unchanged', row }
    }
    await this.#write(form, change, lockVersion, trx)
    await form.afterSave?.(change, trx)
    await new RecordAudit().handle(
      {
        actor,
        action: `${form.subject}.updated`,
        subject: { type: form.subject, id, label: form.label({ ...row, ...change.after }) },
        changes,
        restores: input.restores,
      },
      trx
    )
    return { type: 'saved', row: { ...row, ...change.after, lock_version: lockVersion + 1 } }
  }

  async #write(
    form: FormDeclaration,
    change: RecordChange,
    lockVersion: number,
    trx: TransactionClientContract
  ) {
    const updated = await trx
      .from(form.table)
      .where({ id: change.id, lock_version: lockVersion })
      .update({
        ...withSearchText(
          form.table,
          { ...columnsOf(form, change.after), ...form.derive?.(change) },
          change.row
        ),
        lock_version: lockVersion + 1,
        updated_at: databaseTime(DateTime.utc()),
      })
    if (Number(updated) !== 1) {
      throw new Error(`${form.subject} ${change.id} changed while it was locked.`)
    }
  }
}

/** A value that differs only in insignificant spaces or line breaks stays unchanged. */
function valuesAfter({ form, values }: UpdateInput, before: FieldValues): FieldValues {
  const changed = fieldsOf(form).filter(
    (field) =>
      field.name in values &&
      field.print(values[field.name]) !== normalized(field, field.print(before[field.name]))
  )
  return { ...before, ...Object.fromEntries(changed.map(({ name }) => [name, values[name]])) }
}

/** Picked records may have been deleted since, or may be made up by the client. */
async function checkPicked({ form, values }: UpdateInput): Promise<FormErrors> {
  const errors: FormErrors = {}
  for (const { name, label, picks } of fieldsOf(form)) {
    const ids = picks ? idsOf(values[name]) : []
    if (picks && ids.length > 0) {
      const found = await new FindOptions().named(resourceNamed(picks), ids)
      if (found.length !== ids.length) {
        errors[name] = `${label} names something that is not there any more`
      }
    }
  }
  return errors
}
