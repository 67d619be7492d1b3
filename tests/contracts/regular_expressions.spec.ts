import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { ESLint } from 'eslint'

test.group('Regular expressions', () => {
  const eslint = new ESLint({ cwd: app.makePath() })

  test('of more than linear time are refused: {$self}')
    .with([
      String.raw`export const parts = (text: string) => text.split(/\s*;\s*/)`,
      String.raw`export const trimmed = (text: string) => text.replace(/\s+$/, '')`,
      String.raw`export const isAddress = (text: string) => /^\S+@\S+$/.test(text)`,
      String.raw`export const isList = (text: string) => /^(\w+,?)+$/.test(text)`,
    ])
    .run(async ({ assert }, code) => {
      for (const file of [
        'app/shared/slug.ts',
        'stripe_emulator/world.ts',
        'resources/js/store.ts',
      ]) {
        const [{ messages }] = await eslint.lintText(`${code}\n`, { filePath: app.makePath(file) })

        assert.match(messages[0]?.ruleId ?? '', /^regexp\/no-super-linear-/, file)
      }
    })

  test('of linear time are not', async ({ assert }) => {
    const code = String.raw`export const isSlug = (text: string) => /^[a-z]+(?:-[a-z]+)*$/.test(text)`
    const [{ messages }] = await eslint.lintText(`${code}\n`, {
      filePath: app.makePath('app/shared/slug.ts'),
    })

    assert.isEmpty(messages)
  })
})
