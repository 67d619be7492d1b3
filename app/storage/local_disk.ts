import { access, constants, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ByteRange, Disk } from '#storage/disk'
import { folderMode } from '#storage/modes'
import { readChunks } from '#storage/read_chunks'

/**
 * Files in a folder on this machine.
 */
export class LocalDisk implements Disk {
  readonly name = 'local'

  /**
   * @param root the folder; must be on the file system where uploads arrive, so that `put` can
   *   rename
   * @param chunkBytes bytes per read
   */
  constructor(
    private root: string,
    private chunkBytes: number
  ) {}

  async put(key: string, path: string): Promise<void> {
    const target = this.#path(key)
    await mkdir(dirname(target), { recursive: true, mode: folderMode() })
    await rename(path, target)
    await persistFolder(dirname(target))
    await persistFolder(this.root)
  }

  async size(key: string): Promise<number | null> {
    const found = await stat(this.#path(key)).catch(nullIfMissing)
    return found?.isFile() ? found.size : null
  }

  open(key: string, range: ByteRange): AsyncIterable<Buffer> {
    return readChunks(this.#path(key), range, this.chunkBytes)
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true })
  }

  async probe(): Promise<void> {
    await mkdir(this.root, { recursive: true, mode: folderMode() })
    await access(this.root, constants.R_OK | constants.W_OK)
  }

  #path(key: string): string {
    return join(this.root, key)
  }
}

/** A rename survives a power cut only if the folder is synced as well. */
async function persistFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return null
  }
  throw error
}
