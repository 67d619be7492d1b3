import { Readable } from 'node:stream'

/**
 * Reads the beginning of a stream without losing it.
 * @returns `head` with at least `size` bytes, or all there are; `whole` with everything, including
 *   the head
 */
export async function readFirstBytes(
  source: Readable,
  size: number
): Promise<{ head: Buffer; whole: Readable }> {
  const chunks: AsyncIterator<Buffer> = source.iterator()
  const seen: Buffer[] = []
  let length = 0
  while (length < size) {
    const { value, done } = await chunks.next()
    if (done) {
      break
    }
    seen.push(value)
    length += value.length
  }
  const whole = Readable.from(
    (async function* () {
      yield* seen
      yield* { [Symbol.asyncIterator]: () => chunks }
    })()
  )
  return { head: Buffer.concat(seen), whole }
}
