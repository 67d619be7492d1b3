import { test } from '@japa/runner'
import type { Browser, Page } from 'playwright'
import { CopiedStore } from '#tests/helpers/process/copied_store'
import type { StoreProcess } from '#tests/helpers/process/store_process'

let copy: CopiedStore
let store: StoreProcess

test.group('Developing under npm run dev', (group) => {
  group.setup(async () => {
    copy = await CopiedStore.make()
    await copy.ace(['migration:run'])
    store = await copy.serve()
    return async () => {
      await store.stop()
      await copy.remove()
    }
  })

  test('a changed style is seen without a reload', async ({ assert, browser }) => {
    const { page, refusals } = await open(browser, '/login')
    await markPage(page)

    await copy.replace('resources/css/base.css', 'body {', 'body { outline-color: rgb(1, 2, 3);')

    await page.waitForFunction(
      () => getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)'
    )
    assert.isTrue(await isMarked(page))
    assert.deepEqual(refusals, [])
  })

  test('a changed template reloads the page', async ({ assert, browser }) => {
    const { page, refusals } = await open(browser, '/login')
    await markPage(page)

    await copy.replace('resources/views/pages/account/sign_in.edge', '<h1', '<p>Just in</p><h1')

    await page.getByText('Just in').waitFor()
    assert.isFalse(await isMarked(page))
    assert.deepEqual(refusals, [])
  })

  test('a failure is shown with its message and stack', async ({ assert, browser }) => {
    await copy.replace(
      'app/storefront/controllers/home_controller.ts',
      'const { search, page }',
      "if (request.input('fail')) throw new Error('Nobody has baked the cake')\n    const { search, page }"
    )

    const { page, refusals } = await open(browser, '/?fail=yes')

    await page.getByText('Nobody has baked the cake').first().waitFor()
    await page.getByText('home_controller.ts').first().waitFor()
    assert.deepEqual(refusals, [])
  })

  test('a client that asks for JSON is sent message and stack', async ({ assert }) => {
    const answer = await fetch(`${store.url}/?fail=yes`, {
      headers: { accept: 'application/json' },
    })
    const body = (await answer.json()) as { message: string; frames: object[] }

    assert.equal(answer.status, 500)
    assert.equal(body.message, 'Nobody has baked the cake')
    assert.isNotEmpty(body.frames)
  })

  test('what a visitor does wrong has the page of the store', async ({ browser }) => {
    const { page } = await open(browser, '/nothing/there')

    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  })
})

/** A page, and what its policy has refused so far. */
async function open(browser: Browser, path: string) {
  const page = await browser.newPage()
  const refusals: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) {
      refusals.push(message.text())
    }
  })
  await page.goto(`${store.url}${path}`)
  await page.waitForLoadState('networkidle')
  return { page, refusals }
}

/** A reload takes the mark away. */
function markPage(page: Page) {
  return page.evaluate(() => {
    document.documentElement.dataset.mark = 'here'
  })
}

function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.dataset.mark === 'here')
}
