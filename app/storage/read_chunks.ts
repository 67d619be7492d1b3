import { open, type FileHandle } from 'node:fs/promises'
import type { ByteRange } from '#storage/disk'

/**
 * Reads a part of a file with two alternating buffers: one is filled while the other is sent, so a
 * chunk is valid only until the next one is requested. A new buffer per chunk would make the
 * garbage collector walk the whole heap every few dozen chunks, which costs more than the reading.
 * @param chunkBytes bytes per read
 * @throws Error if the file ends before the range does
 */
export async function* readChunks(
  path: string,
  { start, end }: ByteRange,
  chunkBytes: number
): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path, 'r')
  const length = Math.min(chunkBytes, end - start + 1)
  const buffers = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)]
  let position = start
  let ahead = fill(file, buffers[0], position, end)
  try {
    while (position <= end) {
      const chunk = await ahead
      position += chunk.length
      buffers.reverse()
      if (position <= end) {
        ahead = fill(file, buffers[0], position, end)
        // A failure is thrown with the next chunk, which may never be requested.
        ahead.catch(() => undefined)
      }
      yield chunk
    }
  } finally {
    await ahead.catch(() => undefined)
    await file.close()
  }
}

async function fill(
  file: FileHandle,
  buffer: Buffer,
  position: number,
  end: number
): Promise<Buffer> {
  const length = Math.min(buffer.length, end - position + 1)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  if (bytesRead === 0) {
    throw new Error(`The file ends at byte ${position}, ${end - position + 1} too early.`)
  }
  return buffer.subarray(0, bytesRead)
}
