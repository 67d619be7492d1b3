import { test } from '@japa/runner'
import type User from '#models/user'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { everyPage } from '#tests/helpers/store/every_page'
import { pageProblems, watchPolicy } from '#tests/helpers/browser/page_problems'
import { signInAs, STORE } from '#tests/helpers/browser/sign_in'

test.group('Every page', (group) => {
  group.each.setup(() => cleanStore())

  test('passes axe in light and dark, keeps to its policy and is not too wide', async ({
    assert,
    browserContext,
  }) => {
    const problems: string[] = []
    const page = await browserContext.newPage()
    await watchPolicy(page)
    let lastReader: User | null = null
    for (const { name, path, reader, status } of await everyPage()) {
      if (reader !== lastReader) {
        await signInAs(page, reader)
        lastReader = reader
      }
      const answer = await page.goto(`${STORE}${path}`)
      if ((answer?.status() ?? 500) >= 400 !== (status !== undefined)) {
        problems.push(`${name}: status ${answer?.status()}`)
      }
      if (reader && new URL(page.url()).pathname === '/login') {
        problems.push(`${name}: led to sign-in`)
      }
      problems.push(...(await pageProblems(page)).map((problem) => `${name}: ${problem}`))
    }
    assert.deepEqual(problems, [])
  }).timeout(300_000)
})
