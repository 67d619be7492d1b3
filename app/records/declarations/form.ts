import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Actor } from '#authority/actor'
import type { Field, FieldValue, FormRow } from '#records/declarations/fields'
import type { Permission } from '#authority/permissions'
import type { FormErrors } from '#http/forms/check_form'

/** The values of fields, by name. */
export type FieldValues = Record<string, FieldValue>

/** A section of a form: a title, one sentence, and fields. */
export interface FormSection {
  title: string
  text: string
  fields: Field[]
}

/** The sections of a form. */
export interface FormLayout {
  sections: FormSection[]
}

/** A change that is being saved. The id of a record that does not exist yet is 0. */
export interface RecordChange {
  id: number
  row: FormRow
  before: FieldValues
  after: FieldValues
}

/**
 * Declares how a record is edited. The page, the validation, the conflict page and the write follow
 * from it.
 */
export interface FormDeclaration extends FormLayout {
  /** The audit's name for the kind of record. */
  subject: string
  noun: string
  /** Must have `lock_version`, which every change increments. */
  table: string
  permission: Permission
  /** Set if records are created in the panel. */
  create?: Creation
  /**
   * Finds the row, with what placeholders, options and checks need. Must lock it against other
   * writers if the client is a transaction.
   */
  find: (id: number, client: QueryClientContract) => Promise<FormRow | null>
  label: (row: FormRow) => string
  /** Validates what needs the database. */
  check?: (change: RecordChange, trx: TransactionClientContract) => Promise<FormErrors>
  /** Further columns to write, derived from the change. */
  derive?: (change: RecordChange) => Record<string, unknown>
  /** Writes to other tables, in the transaction of the change. */
  afterSave?: (change: RecordChange, trx: TransactionClientContract) => Promise<void>
}

/** The text of each control, by the name of its field. */
export type Typed = Record<string, string>

export interface CreationRequest {
  values: FieldValues
  actor: Actor
  /** The same for repeated submissions of one form, so that they create one record. */
  key: string
}

/** The id of the created record, or errors by field if nothing was created. */
export type CreationResult = { id: number } | { errors: FormErrors }

/**
 * Declares how records are created. `{}` is enough if a record is just a row of the form's table.
 */
export interface Creation {
  /** The sections of the creation form, if they differ from those of editing. */
  sections?: FormSection[]
  /** The row of the empty form: defaults, and what options need. */
  start?: (client: QueryClientContract) => Promise<FormRow>
  /** Further columns to insert. */
  columns?: (values: FieldValues) => Record<string, unknown>
  /** The initial values of a duplicate. Without it, records cannot be duplicated. */
  copy?: (typed: Typed, row: FormRow) => Typed
  /**
   * Creates the record if inserting a row is not enough. Runs outside of any transaction. A
   * repeated call with the same key must return the same record. The caller writes the audit.
   */
  run?: (request: CreationRequest) => Promise<CreationResult>
}

/** Every field of a form, in order. */
export function fieldsOf(form: FormLayout): Field[] {
  return form.sections.flatMap((section) => section.fields)
}

/** The fields of a form that are pictures. */
export function pictureFieldsOf(form: FormLayout): Field[] {
  return fieldsOf(form).filter(({ kind }) => kind === 'picture')
}

/** The `enctype` of a form: multipart if it has a picture, else the browser's default. */
export function encodingOf(form: FormDeclaration): 'multipart/form-data' | undefined {
  return pictureFieldsOf(form).length > 0 ? 'multipart/form-data' : undefined
}

/** The values whose fields are columns of the form's own table. */
export function columnsOf(form: FormDeclaration, values: FieldValues): FieldValues {
  const elsewhere = fieldsOf(form).flatMap(({ name, isElsewhere }) => (isElsewhere ? name : []))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !elsewhere.includes(name)))
}
