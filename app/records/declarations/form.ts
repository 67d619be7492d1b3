import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Actor } from '#authority/actor'
import type { Field, FieldValue, FormRow } from '#records/declarations/fields'
import type { Permission } from '#authority/permissions'
import type { FormErrors } from '#http/forms/check_form'

export type FieldValues = Record<string, FieldValue>

/** A part of a form: a title, one sentence, and fields. */
export interface FormSection {
  title: string
  text: string
  fields: Field[]
}

/** Fields to be filled in together. */
export interface FormLayout {
  sections: FormSection[]
}

/** A change that is about to be written, or has just been. A record that is yet to be made has the id 0. */
export interface RecordChange {
  id: number
  row: FormRow
  before: FieldValues
  after: FieldValues
}

/**
 * Everything there is to say about editing a record. The page, the reading of what was typed, the
 * conflict page and the write are made from it.
 */
export interface FormDeclaration extends FormLayout {
  /** How the audit names such a record. */
  subject: string
  noun: string
  /** Has `lock_version`, which every change raises. */
  table: string
  permission: Permission
  /** Where records are made in the panel. */
  create?: Creation
  /**
   * Reads the row of the table with what placeholders, options and checks need beside it, locked
   * against other writers where the client is a transaction.
   */
  find: (id: number, client: QueryClientContract) => Promise<FormRow | null>
  label: (row: FormRow) => string
  /** What only the database can tell is wrong. */
  check?: (change: RecordChange, trx: TransactionClientContract) => Promise<FormErrors>
  /** Columns that follow from the change. */
  derive?: (change: RecordChange) => Record<string, unknown>
  /** What belongs to the change in other tables. */
  afterSave?: (change: RecordChange, trx: TransactionClientContract) => Promise<void>
}

/** The text in each control, by the name of its field. */
export type Typed = Record<string, string>

export interface CreationRequest {
  values: FieldValues
  actor: Actor
  /** The same for every sending of one form, so that the same record comes of it. */
  key: string
}

export type CreationResult = { id: number } | { errors: FormErrors }

/**
 * How new records of a form come into being. `{}` is enough where they are rows of its table and
 * nothing else.
 */
export interface Creation {
  /** Where a new record asks for other things than one that is changed. */
  sections?: FormSection[]
  /** The row that the empty form shows: what new records begin with, and what options ask for. */
  start?: (client: QueryClientContract) => Promise<FormRow>
  /** Columns beside the fields. */
  columns?: (values: FieldValues) => Record<string, unknown>
  /**
   * What the form begins with where a record is saved as a new one. Without it there is no such
   * button.
   */
  copy?: (typed: Typed, row: FormRow) => Typed
  /**
   * Makes the record where a row of the table is not enough, outside of any transaction. Called again
   * with the same key it gives the same record. The audit is written by who calls it.
   */
  run?: (request: CreationRequest) => Promise<CreationResult>
}

/** Every field of a form, in its order. */
export function fieldsOf(form: FormLayout): Field[] {
  return form.sections.flatMap((section) => section.fields)
}

/** As the page sends it: a picture travels in parts, everything else as fields alone. */
export function encodingOf(form: FormDeclaration): 'multipart/form-data' | undefined {
  return fieldsOf(form).some(({ kind }) => kind === 'picture') ? 'multipart/form-data' : undefined
}

/** Of values of fields, those that are columns of the form's own table. */
export function columnsOf(form: FormDeclaration, values: FieldValues): FieldValues {
  const elsewhere = fieldsOf(form).flatMap(({ name, isElsewhere }) => (isElsewhere ? name : []))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !elsewhere.includes(name)))
}
