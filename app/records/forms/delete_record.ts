import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import RecordAudit, { type Changes } from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import type { Deletion } from '#records/declarations/deletion'
import type { FormDeclaration } from '#records/declarations/form'
import { roleMay } from '#authority/permissions'
import { isForeignKeyViolation } from '#database/conflicts'
import CountRelated from '#records/forms/count_related'

/** The most characters of a reason. */
export const REASON_LENGTH = 500

export interface DeleteInput {
  form: FormDeclaration
  deletion: Deletion
  id: number
  reason: string
  actor: Actor
}

export type DeleteOutcome =
  | { type: 'deleted'; label: string }
  /** The reason is missing or too long. */
  | { type: 'invalid' }
  /** Other rows depend on the record, or its declaration names an obstacle. */
  | { type: 'blocked' }
  | { type: 'not_found' }
  | { type: 'forbidden' }

/**
 * Deletes a record, the only way to do so in the panel. Requires the permission of the form. The
 * audit records the whole row and the reason.
 */
export default class DeleteRecord {
  async handle(input: DeleteInput): Promise<DeleteOutcome> {
    if (!roleMay(input.actor.role, input.form.permission)) {
      return { type: 'forbidden' }
    }
    const reason = input.reason.trim()
    if (reason === '' || reason.length > REASON_LENGTH) {
      return { type: 'invalid' }
    }
    try {
      return await db.transaction((trx) => this.#delete({ ...input, reason }, trx))
    } catch (error) {
      if (isForeignKeyViolation(error)) {
        return { type: 'blocked' }
      }
      throw error
    }
  }

  async #delete(
    { form, deletion, id, reason, actor }: DeleteInput,
    trx: TransactionClientContract
  ): Promise<DeleteOutcome> {
    const row = await form.find(id, trx)
    if (row === null) {
      return { type: 'not_found' }
    }
    const related = await new CountRelated().handle(deletion, id, trx)
    if (deletion.obstacle?.(row) || related.some(({ blocks, count }) => blocks && count > 0)) {
      return { type: 'blocked' }
    }
    const columns = await trx.from(form.table).where('id', id).firstOrFail()
    await trx.from(form.table).where('id', id).delete()
    await deletion.afterDelete?.(row, trx)
    const label = form.label(row)
    await new RecordAudit().handle(
      {
        actor,
        action: `${form.subject}.deleted`,
        subject: { type: form.subject, id, label },
        changes: { reason: { before: null, after: reason }, ...changesOf(columns) },
      },
      trx
    )
    return { type: 'deleted', label }
  }
}

function changesOf(columns: Record<string, unknown>): Changes {
  return Object.fromEntries(
    Object.entries(columns)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, { before: value, after: null }])
  )
}
