import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import RecordAudit, { type Changes } from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import ProductFile from '#models/product_file'
import FindProductLabel from '#catalogue/find_product_label'
import { moveFile } from '#catalogue/files/move_file'

/** The longest label of a file, in characters. */
export const LABEL_LENGTH = 200

/** A change of a product's file. */
export type FileChange =
  | { type: 'rename'; label: string }
  | { type: 'move'; direction: 'up' | 'down' }
  /** Buyers no longer get it; its bytes stay. */
  | { type: 'archive' }
  | { type: 'restore' }

export interface UpdateFileInput {
  configurationId: number
  fileId: number
  change: FileChange
  actor: Actor
}

/**
 * - `unchanged` the file is already as asked for
 * - `invalid` the label is empty or too long
 * - `forbidden` the actor's role may not change the catalogue
 */
export type UpdateFileOutcome = {
  type: 'changed' | 'unchanged' | 'invalid' | 'not_found' | 'forbidden'
}

/** The audit action of each change. */
const ACTIONS: Record<FileChange['type'], string> = {
  rename: 'product.file_renamed',
  move: 'product.file_moved',
  archive: 'product.file_archived',
  restore: 'product.file_restored',
}

/**
 * Changes what buyers see of a file: its label, its position, whether it is offered. Its bytes are
 * never touched.
 */
export default class UpdateFile {
  async handle(input: UpdateFileInput): Promise<UpdateFileOutcome> {
    if (!roleMay(input.actor.role, 'catalogue.change')) {
      return { type: 'forbidden' }
    }
    return db.transaction((trx) => this.#change(input, trx))
  }

  async #change(
    { configurationId, fileId, change, actor }: UpdateFileInput,
    trx: TransactionClientContract
  ): Promise<UpdateFileOutcome> {
    const file = await ProductFile.query({ client: trx })
      .where('id', fileId)
      .where('productConfigurationId', configurationId)
      .forUpdate()
      .first()
    if (file === null) {
      return { type: 'not_found' }
    }
    if (change.type === 'rename' && !isLabel(change.label)) {
      return { type: 'invalid' }
    }
    const changes = await apply(change, file, trx)
    if (Object.keys(changes).length === 0) {
      return { type: 'unchanged' }
    }
    const label = await new FindProductLabel().handle(configurationId, trx)
    await raiseCatalogueVersion(trx)
    await new RecordAudit().handle(
      {
        actor,
        action: ACTIONS[change.type],
        subject: { type: 'product', id: configurationId, label: label ?? '' },
        changes: { file: { before: file.label, after: file.label }, ...changes },
      },
      trx
    )
    return { type: 'changed' }
  }
}

function isLabel(label: string): boolean {
  return label.trim() !== '' && label.trim().length <= LABEL_LENGTH
}

/** Saves the change and returns the changed fields, for the audit. */
async function apply(change: FileChange, file: ProductFile, trx: TransactionClientContract) {
  switch (change.type) {
    case 'rename':
      return save(file, { label: change.label.trim() })
    case 'archive':
      return save(file, { archivedAt: file.archivedAt ?? DateTime.utc() })
    case 'restore':
      return save(file, { archivedAt: null })
    case 'move':
      return moveFile(file, change.direction, trx)
  }
}

async function save(
  file: ProductFile,
  values: Partial<Pick<ProductFile, 'label' | 'archivedAt'>>
): Promise<Changes> {
  const changes: Changes = {}
  for (const [name, after] of Object.entries(values)) {
    const before = file[name as keyof typeof values]
    if (print(before) !== print(after)) {
      changes[name] = { before: print(before), after: print(after) }
    }
  }
  await file.merge(values).save()
  return changes
}

function print(value: unknown): unknown {
  return DateTime.isDateTime(value) ? value.toISO() : value
}
