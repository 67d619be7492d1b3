import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { retryOnConflict } from '#database/retry_on_conflict'
import { changesOf, checkChange } from '#records/forms/check_change'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { startRow } from '#records/forms/creation'
import {
  columnsOf,
  type FieldValues,
  fieldsOf,
  type FormDeclaration,
  type RecordChange,
} from '#records/declarations/form'
import { roleMay } from '#authority/permissions'
import { databaseTime } from '#database/columns'
import { withSearchText } from '#database/search_text'
import type { FormErrors } from '#http/forms/check_form'

export interface CreateInput {
  /** From `creationForm`. */
  form: FormDeclaration
  values: FieldValues
  /** Random, and the same for repeated submissions of one form. */
  key: string
  actor: Actor
}

export type CreateOutcome =
  | { type: 'created'; id: number }
  /** The form was submitted before with the same values; nothing was created now. */
  | { type: 'repeated'; id: number }
  /** The form was submitted before with other values; nothing was created now. */
  | { type: 'used'; id: number }
  /** Nothing was created; errors by field. */
  | { type: 'invalid'; errors: FormErrors }
  | { type: 'forbidden' }

/**
 * Creates a record, the only way to do so in the panel: checks, row and audit in one transaction.
 * Requires the permission of the form. A form that is submitted twice creates one record.
 */
export default class CreateRecord {
  async handle(input: CreateInput): Promise<CreateOutcome> {
    if (!roleMay(input.actor.role, input.form.permission)) {
      return { type: 'forbidden' }
    }
    const run = input.form.create?.run
    return (
      (await this.#findEarlier(input)) ??
      (run ? this.#runElsewhere(input, run) : this.#retry(input, (trx) => this.#insert(input, trx)))
    )
  }

  async #runElsewhere(
    input: CreateInput,
    run: NonNullable<NonNullable<FormDeclaration['create']>['run']>
  ): Promise<CreateOutcome> {
    const result = await run({ values: input.values, actor: input.actor, key: input.key })
    if ('errors' in result) {
      return (await this.#findEarlier(input)) ?? { type: 'invalid', errors: result.errors }
    }
    return this.#retry(input, async (trx) => {
      await this.#claim(input, trx)
      const row = await input.form.find(result.id, trx)
      return this.#finish(input, { ...changeOf(input), id: result.id, row: row ?? {} }, trx)
    })
  }

  async #insert(input: CreateInput, trx: TransactionClientContract): Promise<CreateOutcome> {
    const { form, values } = input
    await this.#claim(input, trx)
    const change = { ...changeOf(input), row: await startRow(form, trx) }
    const errors = await checkChange(form, change, trx)
    if (Object.keys(errors).length > 0) {
      await trx.rollback()
      return { type: 'invalid', errors }
    }
    const now = databaseTime(DateTime.utc())
    const [inserted] = await trx
      .insertQuery()
      .table(form.table)
      .insert({
        ...withSearchText(form.table, {
          ...columnsOf(form, values),
          ...form.derive?.(change),
          ...form.create?.columns?.(values),
        }),
        created_at: now,
        updated_at: now,
      })
      .returning('id')
    const created = { ...change, id: Number(inserted.id ?? inserted) }
    await form.afterSave?.(created, trx)
    return this.#finish(input, created, trx)
  }

  async #finish(
    input: CreateInput,
    change: RecordChange,
    trx: TransactionClientContract
  ): Promise<CreateOutcome> {
    const { form, actor } = input
    await trx
      .from('record_creations')
      .where({ subject_type: form.subject, key: input.key })
      .update({ record_id: change.id })
    await new RecordAudit().handle(
      {
        actor,
        action: `${form.subject}.created`,
        subject: {
          type: form.subject,
          id: change.id,
          label: form.label({ ...change.row, ...change.after }),
        },
        changes: changesOf(change),
      },
      trx
    )
    return { type: 'created', id: change.id }
  }

  /** A concurrent submission of the same form waits here, then finds the created record. */
  async #claim({ form, key, values }: CreateInput, trx: TransactionClientContract) {
    await trx
      .insertQuery()
      .table('record_creations')
      .insert({
        subject_type: form.subject,
        key,
        fingerprint: fingerprintOf(values),
        created_at: databaseTime(DateTime.utc()),
      })
  }

  /** Finds the earlier submission again before each attempt. */
  async #retry(
    input: CreateInput,
    work: (trx: TransactionClientContract) => Promise<CreateOutcome>
  ): Promise<CreateOutcome> {
    return retryOnConflict(async () => (await this.#findEarlier(input)) ?? db.transaction(work))
  }

  async #findEarlier({ form, key, values }: CreateInput): Promise<CreateOutcome | null> {
    const earlier = await db
      .from('record_creations')
      .where({ subject_type: form.subject, key })
      .first()
    if (!earlier) {
      return null
    }
    return {
      type: earlier.fingerprint === fingerprintOf(values) ? 'repeated' : 'used',
      id: earlier.record_id,
    }
  }
}

function changeOf({ form, values }: CreateInput): RecordChange {
  const nothing = Object.fromEntries(fieldsOf(form).map(({ name }) => [name, null]))
  return { id: 0, row: {}, before: nothing, after: { ...nothing, ...values } }
}

function fingerprintOf(values: FieldValues): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url')
}
