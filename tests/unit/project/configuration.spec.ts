import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'

const NAME = /[A-Z][A-Z0-9_]*/.source

test.group('The list of environment variables', () => {
  test('is the same in start/env.ts, .env.example and the README', async ({ assert }) => {
    const declared = namesIn(await read('start/env.ts'), `^  (${NAME}): `)
    const example = namesIn(await read('.env.example'), `^(?:# )?(${NAME})=`)
    const documented = (await configurationTable()).flatMap((row) =>
      namesIn(row.split('|')[1], `\`(${NAME})\``)
    )

    assert.isAbove(declared.length, 30)
    assert.sameMembers(example, declared)
    assert.sameMembers(documented, declared)
  })

  test('has a comment before each line of .env.example, and a meaning in each row of the README', async ({
    assert,
  }) => {
    const lines = (await read('.env.example')).trimEnd().split('\n')
    const bare = lines.filter(
      (line, index) => isVariable(line) && !isComment(lines[index - 1] ?? '')
    )
    const silent = (await configurationTable()).filter((row) => row.split('|')[2].trim() === '')

    assert.deepEqual(bare, [])
    assert.deepEqual(silent, [])
  })

  test('leaves what is optional commented out in .env.example', async ({ assert }) => {
    assert.deepEqual(namesIn(await read('.env.example'), `^(${NAME})=`), [
      'NODE_ENV',
      'HOST',
      'PORT',
      'APP_URL',
      'APP_KEY',
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
    ])
  })
})

function read(path: string): Promise<string> {
  return readFile(app.makePath(path), 'utf8')
}

/** The rows of the table below "Configuration". */
async function configurationTable(): Promise<string[]> {
  const [, section = ''] = (await read('README.md')).split(/^## Configuration$/m)
  return section
    .split(/^## /m)[0]
    .split('\n')
    .filter((line) => /^\| `/.test(line))
}

/** Everything that the pattern's group finds, one entry for each time. */
function namesIn(text: string, pattern: string): string[] {
  return [...text.matchAll(new RegExp(pattern, 'gm'))].map(([, name]) => name)
}

function isVariable(line: string): boolean {
  return new RegExp(`^(?:# )?${NAME}=`).test(line)
}

function isComment(line: string): boolean {
  return line.startsWith('# ') && !isVariable(line)
}
