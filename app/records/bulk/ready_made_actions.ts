import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#authority/actor'
import type { BulkAction, BulkLabels, BulkOutcome } from '#records/declarations/bulk_action'
import type { FieldValues, FormDeclaration } from '#records/declarations/form'
import type { RecordAction } from '#records/declarations/resource'
import UpdateRecord, { type UpdateOutcome } from '#records/forms/update_record'

/** Attempts per record if others change it at the same moment. */
const ATTEMPTS = 3

const GONE: BulkOutcome = { type: 'skipped', reason: 'It is not there any more.' }

/**
 * A bulk action that sets fields, by the same write as the form.
 * @param values the fields to set; all others stay as they are
 */
export function updateFields(
  form: FormDeclaration,
  values: FieldValues,
  labels: BulkLabels
): BulkAction {
  return {
    ...labels,
    permission: form.permission,
    runOne: async (id, actor) => {
      const outcome = await updateCurrent(form, id, values, actor)
      switch (outcome.type) {
        case 'saved':
          return { type: 'done' }
        case 'unchanged':
          return { type: 'skipped', reason: 'It is so already.' }
        case 'invalid':
          return { type: 'failed', reason: `${Object.values(outcome.errors).join('. ')}.` }
        case 'stale':
          return { type: 'failed', reason: 'Others changed it at the same moment.' }
        case 'forbidden':
          return { type: 'failed', reason: 'The role does not allow it.' }
        case 'not_found':
          return GONE
      }
    },
  }
}

/**
 * A bulk action that runs the button of each record's page. A success notice counts as done, an
 * error as failed, any other as skipped.
 */
export function runActionOnEach(
  action: RecordAction<never>,
  confirm: BulkLabels['confirm']
): BulkAction {
  const { key, label, permission } = action
  return {
    key,
    label,
    permission,
    confirm,
    runOne: async (id, actor) => {
      const notice = await action.run(id, actor)
      if (notice === null) {
        return GONE
      }
      return notice.kind === 'success'
        ? { type: 'done' }
        : { type: notice.kind === 'error' ? 'failed' : 'skipped', reason: notice.text }
    },
  }
}

/** Updates the current version of a record, whichever that is. */
async function updateCurrent(
  form: FormDeclaration,
  id: number,
  values: FieldValues,
  actor: Actor
): Promise<UpdateOutcome> {
  for (let attempt = 1; ; attempt++) {
    const row = await form.find(id, db.connection())
    if (row === null) {
      return { type: 'not_found' }
    }
    const lockVersion = row.lock_version
    const outcome = await new UpdateRecord().handle({ form, id, values, lockVersion, actor })
    if (outcome.type !== 'stale' || attempt === ATTEMPTS) {
      return outcome
    }
  }
}
