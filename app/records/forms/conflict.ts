import { type Field, normalized } from '#records/declarations/fields'
import { type FieldValues, type FormDeclaration, fieldsOf } from '#records/declarations/form'
import { mark, printValues, type Seen } from '#records/forms/form_values'
import type { Typed } from '#records/declarations/form'

/** Whose value of a field to save. */
export type Choice = 'mine' | 'theirs'

/** A field whose saved value differs from the one in the form. */
export interface Difference {
  field: Field
  mine: string
  theirs: string
  /** The preselected choice; null if both changed the field. */
  proposal: Choice | null
}

/**
 * Compares a form with the record that somebody else has saved since it was opened. If only one of
 * them changed a field, that change is proposed; if both did, the user must choose.
 * @param seen marks of the values when the form was opened
 */
export function compareForms(
  form: FormDeclaration,
  mine: Typed,
  saved: FieldValues,
  seen: Seen
): Difference[] {
  const theirs = printValues(form, saved)
  return fieldsOf(form)
    .map((field) => ({
      field,
      mine: normalized(field, mine[field.name]),
      theirs: normalized(field, theirs[field.name]),
    }))
    .filter((pair) => pair.mine !== pair.theirs)
    .map((pair) => ({ ...pair, proposal: propose(pair, seen[pair.field.name]) }))
}

/**
 * Replaces the values of the form by `theirs`, where that was chosen.
 */
export function mergeForms(
  differences: Difference[],
  mine: Typed,
  choices: Record<string, Choice | null>
): Typed {
  const chosen = differences
    .filter(({ field }) => choices[field.name] === 'theirs')
    .map(({ field, theirs }) => [field.name, theirs])
  return { ...mine, ...Object.fromEntries(chosen) }
}

function propose(pair: { mine: string; theirs: string }, seen: string | undefined): Choice | null {
  if (seen === mark(pair.mine)) {
    return 'theirs'
  }
  return seen === mark(pair.theirs) ? 'mine' : null
}
