/** The names of the disks, as in `file_releases.disk`. */
export type DiskName = 'local' | 's3'

/** A part of a file: the offsets of its first and last byte, both included. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * A store for private files. The bytes under a key never change.
 */
export interface Disk {
  readonly name: DiskName

  /**
   * Moves a complete file to the disk, atomically.
   * @param path of a file on this machine, which no longer exists afterwards
   */
  put(key: string, path: string): Promise<void>

  /** The size in bytes of the file under a key; null if there is none. */
  size(key: string): Promise<number | null>

  /**
   * Reads a part of a file. A chunk is valid only until the next one is requested, because its
   * memory may be reused. Ending the iteration early closes the file.
   */
  open(key: string, range: ByteRange): AsyncIterable<Buffer>

  /** Deletes the file under a key, if there is one. */
  remove(key: string): Promise<void>

  /** Rejects if the disk cannot be used at the moment. */
  probe(): Promise<void>
}
