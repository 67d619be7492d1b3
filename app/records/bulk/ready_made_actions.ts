import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#authority/actor'
import type { BulkAction, BulkOutcome, BulkWords } from '#records/declarations/bulk_action'
import type { FieldValues, FormDeclaration } from '#records/declarations/form'
import type { RecordAction } from '#records/declarations/resource'
import UpdateRecord, { type UpdateOutcome } from '#records/forms/update_record'

/** Writes of others in between that one record is tried again for. */
const ATTEMPTS = 3

const GONE: BulkOutcome = { type: 'skipped', reason: 'It is not there any more.' }

/**
 * Sets fields of a form, by the same write as the form itself.
 */
export function updateFields(
  form: FormDeclaration,
  values: FieldValues,
  words: BulkWords
): BulkAction {
  return {
    ...words,
    permission: form.permission,
    runOne: async (id, actor) => {
      const outcome = await updateAsItIs(form, id, values, actor)
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
 * Presses the button of each record's page: a notice of success is done, one of an error failed, and
 * any other says why there was nothing to do.
 */
export function runActionOnEach(
  action: RecordAction<never>,
  confirm: BulkWords['confirm']
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

/** Writes on the version that is there now. */
async function updateAsItIs(
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
