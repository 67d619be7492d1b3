import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from '@japa/runner'
import env from '#start/env'
import AuditEntry from '#models/audit_entry'
import User from '#models/user'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'

const GOOD = 'three grey geese, grazing'

test.group('admin:create', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('creates an owner, and says so when the account is one already', async ({ assert }) => {
    const first = await run(
      ['--email= Own\u200ber@Example.com.', '--name=Olga', '--password-stdin'],
      GOOD
    )
    const second = await run(['--email=owner@example.com', '--password-stdin'], 'something else')

    assert.equal(first.code, 0, first.output)
    assert.include(first.output, 'owner@example.com is now an owner and can sign in.')
    const user = await User.findByOrFail('email', 'owner@example.com')
    assert.equal(user.role, 'owner')
    assert.equal(user.fullName, 'Olga')
    assert.isTrue(await user.verifyPassword(GOOD))
    const [entry] = await AuditEntry.all()
    assert.equal(entry.action, 'user.created')
    assert.equal(entry.actorLabel, 'Command line')

    assert.equal(second.code, 0, second.output)
    assert.include(second.output, 'is already an owner; nothing was changed.')
    assert.lengthOf(await User.all(), 1)
  })

  test('takes over an account whose password somebody else may know', async ({ assert }) => {
    const user = await UserFactory.merge({ email: 'owner@example.com' }).create()

    const { code, output } = await run(['--email=owner@example.com', '--password-stdin'], GOOD)

    assert.equal(code, 0, output)
    await user.refresh()
    assert.equal(user.role, 'owner')
    assert.isFalse(await user.verifyPassword(PASSWORD))
    assert.isNotNull(user.sessionsValidFrom)
  })

  test('refuses {name} with one sentence')
    .with([
      { name: 'a weak password', email: 'o@example.com', password: 'password1234', words: 'guess' },
      {
        name: 'a short password',
        email: 'o@example.com',
        password: 'short',
        words: '12 characters',
      },
      { name: 'an invalid address', email: 'owner', password: GOOD, words: 'name@example.com' },
    ])
    .run(async ({ assert }, { email, password, words }) => {
      const { code, output } = await run([`--email=${email}`, '--password-stdin'], password)

      assert.equal(code, 1)
      assert.include(output, words)
      assert.notMatch(output, /^\s+at /m)
      assert.lengthOf(await User.all(), 0)
    })

  test('asks for --password-stdin when there is no terminal', async ({ assert }) => {
    const { code, output } = await run(['--email=owner@example.com'], GOOD)

    assert.equal(code, 1)
    assert.include(output, '--password-stdin')
  })

  test('says how to create the tables when there are none', async ({ assert }) => {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-empty-'))

    const { code, output } = await run(['--email=owner@example.com', '--password-stdin'], GOOD, {
      DATA_DIR: folder,
      DB_CONNECTION: 'sqlite',
    })
    await rm(folder, { recursive: true })

    assert.equal(code, 1)
    assert.include(output, 'node ace migration:run')
  })
})

async function run(flags: string[], input: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['ace.js', 'admin:create', ...flags], {
    env: { ...process.env, DATA_DIR: env.get('DATA_DIR'), NODE_ENV: 'test', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(`${input}\n`)
  const [out, error, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('exit', resolve)),
  ])
  return { code, output: out + error }
}
