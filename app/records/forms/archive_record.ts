import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { type FormDeclaration } from '#records/declarations/form'
import { readValues } from '#records/forms/form_values'
import { roleMay } from '#authority/permissions'
import { databaseTime, readTime } from '#database/columns'

export interface ArchiveInput {
  /** Its table must have `archived_at`. */
  form: FormDeclaration
  id: number
  /** True archives the record, false restores it. */
  isArchived: boolean
  actor: Actor
}

/** `unchanged`: the record already was in that state. */
export type ArchiveOutcome =
  { type: 'changed' | 'unchanged'; label: string } | { type: 'not_found' } | { type: 'forbidden' }

/**
 * Archives a record, or restores it. Increments its version, so that a form that was opened before
 * gets a conflict. Requires the permission of the form; audited.
 */
export default class ArchiveRecord {
  async handle(input: ArchiveInput): Promise<ArchiveOutcome> {
    if (!roleMay(input.actor.role, input.form.permission)) {
      return { type: 'forbidden' }
    }
    return db.transaction((trx) => this.#archive(input, trx))
  }

  async #archive(
    { form, id, isArchived, actor }: ArchiveInput,
    trx: TransactionClientContract
  ): Promise<ArchiveOutcome> {
    const row = await form.find(id, trx)
    if (row === null) {
      return { type: 'not_found' }
    }
    const label = form.label(row)
    if (Boolean(row.archived_at) === isArchived) {
      return { type: 'unchanged', label }
    }
    const now = databaseTime(DateTime.utc())
    const before = row.archived_at ? databaseTime(readTime(row.archived_at)) : null
    const after = isArchived ? now : null
    await trx
      .from(form.table)
      .where('id', id)
      .update({ archived_at: after, lock_version: row.lock_version + 1, updated_at: now })
    const values = readValues(form, row)
    await form.afterSave?.({ id, row, before: values, after: values }, trx)
    await new RecordAudit().handle(
      {
        actor,
        action: `${form.subject}.${isArchived ? 'archived' : 'brought_back'}`,
        subject: { type: form.subject, id, label },
        changes: { archived_at: { before, after } },
      },
      trx
    )
    return { type: 'changed', label }
  }
}
