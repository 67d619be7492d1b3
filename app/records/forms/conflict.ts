import { type Field, settled } from '#records/declarations/fields'
import { type FieldValues, type FormDeclaration, fieldsOf } from '#records/declarations/form'
import { mark, printValues, type Seen } from '#records/forms/form_values'
import type { Typed } from '#records/declarations/form'

/** Whose value of a field is to be kept. */
export type Choice = 'mine' | 'theirs'

/** A field of which somebody else saved another value than the one in this form. */
export interface Difference {
  field: Field
  mine: string
  theirs: string
  /** What to choose as long as nobody chose: null where both changed the field. */
  proposal: Choice | null
}

/**
 * What differs between a form and the record that was saved meanwhile. Only where both changed the
 * same field is there something to decide; else the one change is proposed.
 * @param seen what stood there when this form was opened
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
      mine: settled(field, mine[field.name]),
      theirs: settled(field, theirs[field.name]),
    }))
    .filter((pair) => pair.mine !== pair.theirs)
    .map((pair) => ({ ...pair, proposal: propose(pair, seen[pair.field.name]) }))
}

/**
 * The form with their values where those were chosen.
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
