import type { Readable } from 'node:stream'
import AddRelease, { ReleaseRefused } from '#catalogue/files/add_release'
import RecordAudit from '#authority/record_audit'
import type { Actor } from '#authority/actor'
import { roleMay } from '#authority/permissions'
import storeConfig from '#config/store'
import { extensionOf } from '#storage/content_type'
import { readFirstBytes } from '#storage/read_first_bytes'
import { safeFileName } from '#storage/file_name'
import { HEAD_BYTES } from '#storage/file_formats'
import { judgeBeginning } from '#storage/file_signatures'
import type FileRelease from '#models/file_release'
import FindProductLabel from '#catalogue/find_product_label'

export interface UploadFileInput {
  configurationId: number
  /** The file that gets a new release; a new file where omitted. */
  fileId?: number
  filename: string
  stream: Readable
  actor: Actor
}

/**
 * - `added` and `isUnusual`: the first bytes are of no known kind, so nobody can tell whether it opens
 * - `refused` files with this extension may not be uploaded
 * - `disguised` the first bytes are those of something else than the extension says
 * - `not_found` there is no such product, or no such file of it
 * - `forbidden` the actor's role may not change the catalogue
 */
export type UploadFileOutcome =
  | { type: 'added'; release: FileRelease; isUnusual: boolean }
  | { type: 'empty' | 'refused' | 'disguised' | 'not_found' | 'forbidden' }

/**
 * Adds a file that staff upload to a product, as a new file or a new release of one. Its buyers get
 * it from now on; the upload is audited.
 */
export default class UploadFile {
  async handle({ actor, ...input }: UploadFileInput): Promise<UploadFileOutcome> {
    if (!roleMay(actor.role, 'catalogue.change')) {
      return { type: 'forbidden' }
    }
    const label = await new FindProductLabel().handle(input.configurationId)
    if (label === null) {
      return { type: 'not_found' }
    }
    const extension = extensionOf(safeFileName(input.filename))
    if (storeConfig.refusedExtensions.includes(extension)) {
      return { type: 'refused' }
    }
    const { head, whole } = await readFirstBytes(input.stream, HEAD_BYTES)
    const beginning = judgeBeginning(extension, head)
    if (beginning === 'disguised') {
      whole.resume()
      return { type: 'disguised' }
    }
    try {
      const release = await new AddRelease().handle({
        ...input,
        stream: whole,
        uploadedById: actor.id,
        also: (added, file, trx) =>
          new RecordAudit().handle(
            {
              actor,
              action: 'product.file_added',
              subject: { type: 'product', id: input.configurationId, label },
              changes: {
                file: { before: null, after: file.label },
                filename: { before: null, after: added.filename },
                size: { before: null, after: added.size },
                sha256: { before: null, after: added.sha256 },
              },
            },
            trx
          ),
      })
      return { type: 'added', release, isUnusual: beginning === 'unusual' }
    } catch (error) {
      if (error instanceof ReleaseRefused) {
        return { type: error.reason === 'empty' ? 'empty' : 'not_found' }
      }
      throw error
    }
  }
}
