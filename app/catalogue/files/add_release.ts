import type { Readable } from 'node:stream'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import { newReference } from '#shared/public_reference'
import { contentTypeOf } from '#storage/content_type'
import { diskNamed } from '#storage/disks'
import { safeFileName } from '#storage/file_name'
import { type StoredBytes, storeBytes } from '#storage/store_bytes'
import FileRelease from '#models/file_release'
import ProductFile from '#models/product_file'

export interface AddReleaseInput {
  configurationId: number
  /** The file that gets a new release; a new file where omitted. */
  fileId?: number
  /** What buyers see as the name of a new file; the file name where omitted. */
  label?: string
  /** The name of the uploaded file, before cleaning. */
  filename: string
  stream: Readable
  /** The next free whole number where omitted. */
  version?: string
  note?: string | null
  uploadedById?: number | null
  /** Runs in the same transaction, after the release was created. */
  also?: (release: FileRelease, file: ProductFile, trx: TransactionClientContract) => Promise<void>
}

/**
 * A release was not added. Neither rows nor bytes are kept.
 */
export class ReleaseRefused extends Error {
  constructor(readonly reason: 'empty' | 'unknown_file' | 'version_exists') {
    super(`The release was refused: ${reason}`)
  }
}

/**
 * Stores the bytes of a file as a released version, which its buyers get from now on. Checks
 * neither role nor file type; `UploadFile` does.
 */
export default class AddRelease {
  /**
   * @throws {ReleaseRefused} for an empty file, a file of another product, a version that exists
   * already
   */
  async handle(input: AddReleaseInput): Promise<FileRelease> {
    const stored = await storeBytes(input.stream)
    try {
      if (stored.size === 0) {
        throw new ReleaseRefused('empty')
      }
      return await db.transaction((trx) => this.#record(input, stored, trx))
    } catch (error) {
      await diskNamed(stored.disk).remove(stored.key)
      throw error
    }
  }

  async #record(input: AddReleaseInput, stored: StoredBytes, trx: TransactionClientContract) {
    const filename = safeFileName(input.filename)
    const file = await this.#file(input, filename, trx)
    const now = DateTime.utc()

    const release = await FileRelease.create(
      {
        productFileId: file.id,
        version: await this.#version(file, input.version, trx),
        note: input.note ?? null,
        disk: stored.disk,
        storageKey: stored.key,
        filename,
        size: stored.size,
        contentType: contentTypeOf(filename),
        sha256: stored.sha256,
        status: 'released',
        releasedAt: now,
        uploadedById: input.uploadedById ?? null,
      },
      { client: trx }
    )
    await input.also?.(release, file, trx)
    await raiseCatalogueVersion(trx)
    return release
  }

  /** Locks an existing file, so that two concurrent releases get different versions. */
  async #file(
    { configurationId, fileId, label }: AddReleaseInput,
    filename: string,
    trx: TransactionClientContract
  ): Promise<ProductFile> {
    if (fileId !== undefined) {
      const file = await ProductFile.query({ client: trx })
        .where('id', fileId)
        .where('productConfigurationId', configurationId)
        .forUpdate()
        .first()
      if (file === null) {
        throw new ReleaseRefused('unknown_file')
      }
      return file
    }
    const last = await trx
      .from('product_files')
      .where('product_configuration_id', configurationId)
      .max('position as position')
      .first()
    return ProductFile.create(
      {
        productConfigurationId: configurationId,
        reference: newReference(),
        label: label?.trim() || filename,
        position: Number(last?.position ?? 0) + 1,
      },
      { client: trx }
    )
  }

  async #version(
    file: ProductFile,
    wanted: string | undefined,
    trx: TransactionClientContract
  ): Promise<string> {
    const releases = () => trx.from('file_releases').where('product_file_id', file.id)
    const isTaken = async (version: string) =>
      (await releases().where('version', version).select('id').first()) !== null
    if (wanted !== undefined) {
      if (await isTaken(wanted)) {
        throw new ReleaseRefused('version_exists')
      }
      return wanted
    }
    const [{ total }] = await releases().count('* as total')
    let next = Number(total) + 1
    while (await isTaken(String(next))) {
      next++
    }
    return String(next)
  }
}
