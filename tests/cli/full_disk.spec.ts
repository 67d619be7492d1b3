import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { runAce } from '#tests/helpers/process/ace'
import { emulator } from '#tests/helpers/stripe/emulator'

const SENTENCE = 'There is no room on the disk. Make room, then try again.'

/** Mounts a disk of 2 MB. False where this user may not mount. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.group('A command on a full disk', (group) => {
  group.each.timeout(60_000)

  test('says so in one sentence', async ({ assert, cleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-full-'))
    cleanup(() => rm(folder, { recursive: true, force: true }))
    if (!mountSmallDisk(folder)) {
      return
    }
    cleanup(() => void execFileSync('umount', ['-l', folder]))
    const environment = { DB_CONNECTION: 'sqlite', DATA_DIR: folder }
    const migrated = await runAce(['migration:run', '--force', '--no-schema-generate'], environment)
    assert.equal(migrated.code, 0, migrated.stderr)
    await emulator.reset({
      catalogue: Array.from({ length: 150 }, (_, index) => ({
        id: `prod_${index}`,
        name: `Product ${index}`,
        description: 'Hand-drawn. '.repeat(400),
        prices: [{ id: `price_${index}`, currency: 'usd', unit_amount: 500 }],
      })),
    })

    const plain = await runAce(['bootstrap:ecommerce'], environment)
    assert.equal(plain.code, 1, plain.stdout)
    assert.include(plain.stderr, SENTENCE)
    assert.notMatch(plain.stderr, /SqliteError|\n\s+at |disk is full/)

    const { code, stdout } = await runAce(['bootstrap:ecommerce', '--json'], environment)
    assert.equal(code, 1)
    assert.deepEqual(JSON.parse(stdout), { error: { reason: 'disk_full', message: SENTENCE } })
  })
})
