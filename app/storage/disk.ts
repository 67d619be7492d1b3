/** The disks there are, as file_releases.disk names them. */
export type DiskName = 'local' | 's3'

/** A part of a file by the positions of its first and last byte. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * A place for private bytes. What lies under a key never changes.
 */
export interface Disk {
  readonly name: DiskName

  /**
   * Moves a complete file here, all of it or nothing.
   * @param path of a file on this machine, which is gone afterwards
   */
  put(key: string, path: string): Promise<void>

  /** How many bytes lie under the key; null where there are none. */
  size(key: string): Promise<number | null>

  /**
   * The bytes of a part, in order. A chunk is valid until the next one is asked for: its memory may
   * be used again. To stop asking closes what was opened.
   */
  open(key: string, range: ByteRange): AsyncIterable<Buffer>

  /** Removes what lies under the key, if anything does. */
  remove(key: string): Promise<void>

  /** Rejects where the disk cannot be reached just now. */
  probe(): Promise<void>
}
