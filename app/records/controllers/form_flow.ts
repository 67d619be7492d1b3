import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import UpdateRecord from '#records/forms/update_record'
import { type Choice, compareForms, type Difference, mergeForms } from '#records/forms/conflict'
import type { FormRow } from '#records/declarations/fields'
import type { FormDeclaration } from '#records/declarations/form'
import {
  markValues,
  printValues,
  readForm,
  readMarks,
  readValues,
  type Seen,
  typedValuesOf,
} from '#records/forms/form_values'
import type { Typed } from '#records/declarations/form'
import { isStep, takeStep } from '#records/forms/pickers'
import { valuesBefore } from '#records/forms/restore'
import type AuditEntry from '#models/audit_entry'
import FindAuditEntry from '#authority/find_audit_entry'
import type { FormErrors } from '#http/forms/check_form'
import { readRowId } from '#shared/row_id'

/**
 * A form as it is being filled in: what is typed, and the state of the record when editing began.
 */
export interface FormState {
  row: FormRow
  typed: Typed
  errors: FormErrors
  lockVersion: number
  seen: Seen
  /** The id of the audit entry whose change this form undoes. */
  restores: number | null
}

export type SubmitOutcome =
  | { type: 'saved' | 'unchanged'; row: FormRow }
  /** Show the form again, with its errors or for further editing. */
  | { type: 'again'; state: FormState }
  /** Somebody else has saved other values: show the differences, to choose between them. */
  | { type: 'conflict'; state: FormState; differences: Difference[] }
  | { type: 'forbidden' | 'not_found' }

/** Opens the form with the current values of a record. */
export function openForm(form: FormDeclaration, row: FormRow): FormState {
  const values = readValues(form, row)
  return {
    row,
    typed: printValues(form, values),
    errors: {},
    lockVersion: row.lock_version,
    seen: markValues(form, values),
    restores: null,
  }
}

/**
 * Opens the form with the values from before an audited change, and the current ones of all other
 * fields. Saves nothing.
 */
export function openRestored(form: FormDeclaration, row: FormRow, entry: AuditEntry): FormState {
  const state = openForm(form, row)
  const values = { ...readValues(form, row), ...valuesBefore(form, entry) }
  return { ...state, typed: printValues(form, values), restores: entry.id }
}

/**
 * Validates a submitted form and saves it. If that is not possible, the outcome has what to show
 * instead, with everything that was typed.
 * @param complete adds to the typed values what is not submitted as text; returns its errors
 */
export async function submitForm(
  { request, staff }: HttpContext,
  form: FormDeclaration,
  id: number,
  complete: (typed: Typed) => Promise<FormErrors> = async () => ({})
): Promise<SubmitOutcome> {
  const row = await form.find(id, db.connection())
  if (row === null) {
    return { type: 'not_found' }
  }
  const input = request.body()
  const state: FormState = {
    row,
    typed: typedValuesOf(form, input),
    errors: {},
    lockVersion: Number(input.lock_version),
    seen: readMarks(input.seen),
    restores: await readRestored(form, id, input.restores),
  }
  const errors = await complete(state.typed)
  if (isStep(input.intent)) {
    return { type: 'again', state: { ...state, typed: takeStep(input.intent, state.typed) } }
  }
  const isDecided = applyChoices(form, state, input)
  const isStale = state.lockVersion !== row.lock_version
  if (isStale || !isDecided) {
    return conflictOf(form, state)
  }

  const reading = await readForm(form, state.typed)
  state.errors = reading.ok ? errors : { ...reading.errors, ...errors }
  if (!reading.ok || Object.keys(errors).length > 0 || input.intent === 'edit') {
    return { type: 'again', state }
  }
  const outcome = await new UpdateRecord().handle({
    form,
    id,
    values: reading.values,
    lockVersion: state.lockVersion,
    actor: staff,
    restores: state.restores,
  })
  switch (outcome.type) {
    case 'invalid':
      return { type: 'again', state: { ...state, errors: outcome.errors } }
    case 'stale':
      return conflictOf(form, { ...state, row: outcome.row })
    default:
      return outcome
  }
}

/** The id of the audit entry that a form undoes; null unless it is about the same record. */
async function readRestored(form: FormDeclaration, id: number, sent: unknown) {
  const entryId = readRowId(sent)
  if (entryId === null) {
    return null
  }
  const about = { subjectType: form.subject, subjectId: id }
  return (await new FindAuditEntry().handle(entryId, about))?.id ?? null
}

/**
 * Applies the choices of the conflict page to the form.
 * @returns whether every choice was made
 */
function applyChoices(
  form: FormDeclaration,
  state: FormState,
  input: Record<string, unknown>
): boolean {
  if (input.choosing !== '1') {
    return true
  }
  const saved = readValues(form, state.row)
  const differences = compareForms(form, state.typed, saved, state.seen)
  const choices = Object.fromEntries(
    differences.map(({ field }) => [field.name, asChoice(input[`choice_${field.name}`])])
  )
  const isDecided = Object.values(choices).every((choice) => choice !== null)
  if (isDecided) {
    state.typed = mergeForms(differences, state.typed, choices)
    state.seen = markValues(form, saved)
  }
  return isDecided
}

function asChoice(sent: unknown): Choice | null {
  return sent === 'mine' || sent === 'theirs' ? sent : null
}

/** Compares the form with the current record. A form without changes of its own has no conflict. */
function conflictOf(form: FormDeclaration, state: FormState): SubmitOutcome {
  const { row, typed, seen } = state
  const differences = compareForms(form, typed, readValues(form, row), seen)
  if (differences.every(({ proposal }) => proposal === 'theirs')) {
    return { type: 'unchanged', row }
  }
  return { type: 'conflict', differences, state: { ...state, lockVersion: row.lock_version } }
}
