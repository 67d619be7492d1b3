import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import deliveryConfig from '#config/delivery'
import storeConfig from '#config/store'
import { storeBytes } from '#storage/store_bytes'
import { runAce } from '#tests/helpers/process/ace'

const MODES = [
  { prefix: '', folder: 0o700, file: 0o600 },
  { prefix: '/goods/', folder: 0o750, file: 0o640 },
]

test.group('Files of the store', () => {
  test('are private, and readable for the group with X_ACCEL_PREFIX={prefix}')
    .with(MODES)
    .run(async ({ assert, cleanup }, { prefix, folder, file }) => {
      const parent = await mkdtemp(join(tmpdir(), 'kiosk-private-'))
      cleanup(() => rm(parent, { recursive: true }))
      const data = join(parent, 'data')

      const { code, stderr } = await runAce(['migration:run', '--force', '--no-schema-generate'], {
        DB_CONNECTION: 'sqlite',
        DATA_DIR: data,
        X_ACCEL_PREFIX: prefix,
      })

      assert.equal(code, 0, stderr)
      assert.equal(await modeOf(data), folder)
      assert.equal(await modeOf(join(data, 'kiosk.sqlite3')), file)
    })

  test('that buyers paid for have the same modes, with X_ACCEL_PREFIX={prefix}')
    .with(MODES)
    .run(async ({ assert, cleanup }, { prefix, folder, file }) => {
      const before = storeConfig.xAccelPrefix
      Object.assign(storeConfig, { xAccelPrefix: prefix })
      cleanup(() => void Object.assign(storeConfig, { xAccelPrefix: before }))

      const { key } = await storeBytes(Readable.from([Buffer.from('goods')]))

      const path = join(deliveryConfig.goodsDirectory, key)
      assert.equal(await modeOf(path), file)
      assert.equal(await modeOf(dirname(path)), folder)
    })
})

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777
}
