import { randomBytes } from 'node:crypto'
import { readdir, readlink, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { readChunks } from '#storage/read_chunks'

const CHUNK = 1000
const BYTES = randomBytes(4321)

test.group('Reading a file in chunks', (group) => {
  let path: string

  group.each.setup(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-chunks-'))
    path = join(folder, 'file')
    await writeFile(path, BYTES)
    return () => rm(folder, { recursive: true })
  })

  test('yields exactly the bytes from {start} to {end}')
    .with([
      { start: 0, end: 4320 },
      { start: 0, end: 0 },
      { start: 0, end: 999 },
      { start: 0, end: 1000 },
      { start: 17, end: 2016 },
      { start: 4320, end: 4320 },
    ])
    .run(async ({ assert }, range) => {
      const given: Buffer[] = []
      for await (const chunk of readChunks(path, range, CHUNK)) {
        assert.isAtMost(chunk.length, CHUNK)
        given.push(Buffer.from(chunk))
      }
      assert.isTrue(Buffer.concat(given).equals(BYTES.subarray(range.start, range.end + 1)))
    })

  test('does not change a chunk until the next one is requested', async ({ assert }) => {
    const chunks = readChunks(path, { start: 0, end: 4320 }, CHUNK)
    const { value } = await chunks.next()
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.isTrue((value as Buffer).equals(BYTES.subarray(0, CHUNK)))
    await chunks.return()
  })

  test('fails when the file is shorter than expected', async ({ assert }) => {
    await assert.rejects(async () => {
      for await (const chunk of readChunks(path, { start: 0, end: 9999 }, CHUNK)) {
        assert.isAbove(chunk.length, 0)
      }
    }, /The file ends at byte 4321/)
    assert.isFalse(await isOpen(path))
  })

  test('closes the file when the reader stops early', async ({ assert }) => {
    for await (const chunk of readChunks(path, { start: 0, end: 4320 }, CHUNK)) {
      assert.lengthOf(chunk, CHUNK)
      assert.isTrue(await isOpen(path))
      break
    }
    assert.isFalse(await isOpen(path))
  })
})

/** Whether this process has the file open. */
async function isOpen(path: string): Promise<boolean> {
  const handles = await readdir('/proc/self/fd')
  const targets = await Promise.all(
    handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => null))
  )
  return targets.includes(path)
}
