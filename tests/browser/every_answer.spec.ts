/// <reference lib="dom" />
import { rm } from 'node:fs/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import limiter from '@adonisjs/limiter/services/main'
import db from '@adonisjs/lucid/services/db'
import deliveryConfig from '#config/delivery'
import IssueAccountToken from '#accounts/account_tokens/issue_account_token'
import { UserFactory } from '#database/factories/user_factory'
import type User from '#models/user'
import { breakPage } from '#tests/helpers/store/break_page'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { givenStore } from '#tests/helpers/store/buying'
import { emulator } from '#tests/helpers/stripe/emulator'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { pageProblems, watchPolicy } from '#tests/helpers/browser/page_problems'
import { signInAs, STORE } from '#tests/helpers/browser/sign_in'

type Fields = Record<string, string>

test.group('Pages for requests that fail', (group) => {
  group.each.setup(() => cleanStore())
  group.each.setup(() => limiter.clear())

  test('have no problems for forms', async ({ assert, browserContext }) => {
    const { check, page, problems } = await watched(await browserContext.newPage())
    const user = await UserFactory.create()
    const wrong = { email: user.email, password: 'a-wrong-password' }

    await page.goto(`${STORE}/login`)
    await check(422, () => send(page, '/login', wrong))
    for (let tries = 0; tries < 4; tries++) {
      await send(page, '/login', wrong)
    }
    await check(429, () => send(page, '/login', wrong))
    await check(413, () => send(page, '/login', { email: 'x'.repeat(300_000) }))
    await check(400, () => send(page, '/login', { email: 'a\0b' }))
    await check(403, () => send(page, '/signup', { full_name: 'Ada', _csrf: 'stale' }))

    await page.goto(`${STORE}/signup`)
    await check(422, () => send(page, '/signup', { email: user.email, password: 'short' }))
    await page.goto(`${STORE}/forgot-password`)
    await check(422, () => send(page, '/forgot-password', { email: 'nobody' }))
    await check(200, () => send(page, '/forgot-password', { email: user.email }))
    await check(410, () => send(page, `/reset-password/${'x'.repeat(43)}`, wrong))
    await check(409, async () => send(page, await linkToTakenAddress(user), {}))

    await limiter.clear()
    await signInAs(page, user)
    await page.goto(`${STORE}/account/password`)
    await check(422, () => send(page, '/account/password', { current_password: 'wrong' }))
    await page.goto(`${STORE}/account/email`)
    await check(422, () => send(page, '/account/email', { email: 'nobody' }))
    assert.deepEqual(problems, [])
  }).timeout(300_000)

  test('have no problems for buyers', async ({ assert, browserContext }) => {
    const { check, page, problems } = await watched(await browserContext.newPage())
    await givenStore()
    const { user, address, configuration, release } = await givenOwnedFile()
    await signInAs(page, user)

    await page.goto(`${STORE}/products/${configuration.slug}`)
    await check(409, () => send(page, `/products/${configuration.slug}/checkout`, {}))
    await emulator.fault({ path: '/v1/', kind: 'status', status: 500, times: 20 })
    await check(503, () => send(page, '/products/book/checkout', {}))
    await emulator.clearFaults()
    await rm(`${deliveryConfig.goodsDirectory}/${release.storageKey}`)
    await check(503, () => page.goto(`${STORE}${address}`))
    assert.deepEqual(problems, [])
  }).timeout(300_000)

  test('have no problems for staff', async ({ assert, browserContext, cleanup }) => {
    const { check, page, problems } = await watched(await browserContext.newPage())
    await signInAs(page, await UserFactory.apply('viewer').create())
    await page.goto(`${STORE}/admin/sync`)
    await check(403, () => send(page, '/admin/sync', {}))
    await check(404, () => page.goto(`${STORE}/admin/products/999999/edit`))
    await check(200, () => page.goto(`${STORE}/admin/products?q=zzzz`))

    const repair = breakPage(new Error('broken'))
    cleanup(repair)
    await check(500, () => page.goto(`${STORE}/admin`))
    repair()
    cleanup(breakPage(Object.assign(new Error('locked'), { code: 'SQLITE_BUSY' })))
    await check(503, () => page.goto(`${STORE}/admin`))
    assert.deepEqual(problems, [])
  }).timeout(300_000)
})

/** A page and the problems of the answers that it was checked with: status, axe, policy, width. */
async function watched(page: Page) {
  const problems: string[] = []
  await watchPolicy(page)
  const check = async (status: number, open: () => Promise<{ status(): number } | null>) => {
    const answer = await open()
    const name = `${status} ${new URL(page.url()).pathname}`
    if (answer?.status() !== status) {
      problems.push(`${name}: status ${answer?.status()}`)
    }
    problems.push(...(await pageProblems(page)).map((problem) => `${name}: ${problem}`))
  }
  return { check, page, problems }
}

/** Sends a form from the open page, with the page's token unless the fields contain one. */
async function send(page: Page, path: string, fields: Fields) {
  const token = await page
    .locator('[name=_csrf]')
    .first()
    .getAttribute('value', { timeout: 1000 })
    .catch(() => '')
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().isNavigationRequest()),
    page.evaluate(submitForm, { path, fields: { _csrf: token ?? '', ...fields } }),
  ])
  await page.waitForLoadState()
  return answer
}

/** Runs in the browser. */
function submitForm({ path, fields }: { path: string; fields: Fields }) {
  const form = globalThis.document.createElement('form')
  form.method = 'post'
  form.action = path
  for (const [name, value] of Object.entries(fields)) {
    const input = globalThis.document.createElement('input')
    Object.assign(input, { type: 'hidden', name, value })
    form.append(input)
  }
  globalThis.document.body.append(form)
  form.submit()
}

/** A link that confirms an address which another account has taken meanwhile. */
async function linkToTakenAddress(user: User): Promise<string> {
  const other = await UserFactory.create()
  const secret = await db.transaction((trx) =>
    new IssueAccountToken().handle(
      { userId: other.id, purpose: 'change_email', email: user.email },
      trx
    )
  )
  return `/confirm-email/${secret}`
}
