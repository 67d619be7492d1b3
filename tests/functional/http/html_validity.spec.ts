import { test } from '@japa/runner'
import { HtmlValidate } from 'html-validate'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { everyPage } from '#tests/helpers/store/every_page'

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // Written as the template engine prints them, which HTML allows.
    'void-style': 'off',
    'attr-quotes': 'off',
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    'doctype-style': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
  },
})

test.group('HTML', (group) => {
  group.each.setup(() => cleanStore())

  test('every page is valid HTML', async ({ client, assert }) => {
    const problems: string[] = []
    let validated = 0
    for (const { name, path, reader, status = 200 } of await everyPage()) {
      const request = client.get(path).redirects(0)
      const answer = await (reader ? request.loginAs(reader) : request)
      if (answer.status() !== status) {
        problems.push(`${name}: status ${answer.status()} to ${answer.header('location')}`)
      }
      if (!answer.header('content-type')?.startsWith('text/html')) {
        continue
      }
      validated++
      const report = await validator.validateString(answer.text())
      for (const { messages } of report.results) {
        problems.push(
          ...messages.map(({ line, message, ruleId }) => `${name}:${line} ${message} (${ruleId})`)
        )
      }
    }
    assert.deepEqual(problems, [])
    assert.isAbove(validated, 20)
  })
    .tags(['@html'])
    .timeout(60_000)
})
