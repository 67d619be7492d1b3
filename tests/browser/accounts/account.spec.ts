import { test } from '@japa/runner'
import type { BrowserContext } from 'playwright'
import sharp from 'sharp'
import RequestPasswordReset from '#accounts/passwords/request_password_reset'
import User from '#models/user'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import { STORE } from '#tests/helpers/browser/sign_in'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { mailsTo } from '#tests/helpers/store/mailbox'

/** A corner of the sheet without text. */
const CORNER = { left: 20, top: 20, width: 1, height: 1 }

const NEW = 'nine lazy otters afloat'

test.group('An account in a browser', (group) => {
  group.each.setup(() => cleanStore())

  test('is created, confirmed by e-mail and signed out of, without JavaScript', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${STORE}/signup`)
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail address').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill(NEW)
    await page.getByLabel('Password again').fill(NEW)
    await page.getByRole('button', { name: 'Make account' }).click()
    assert.equal(new URL(page.url()).pathname, '/purchases')

    await openMail(context, 'ada@example.com')
    const mail = context.pages().at(-1)!
    await mail.getByRole('link', { name: 'Confirm address' }).click()
    await mail.getByRole('button', { name: 'Confirm address' }).click()
    assert.include(await mail.content(), 'Your address is confirmed')
    const user = await User.findByOrFail('email', 'ada@example.com')
    assert.isNotNull(user.emailVerifiedAt)

    await page.goto(`${STORE}/account`)
    assert.isTrue(await page.getByText('Confirmed').isVisible())
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    assert.isTrue(await page.getByText('You are signed out.').isVisible())
    await page.goto(`${STORE}/account`)
    assert.equal(new URL(page.url()).pathname, '/login')
    await context.close()
  })

  test('gets a new password through the link in the mail', async ({ assert, browserContext }) => {
    const user = await UserFactory.create()
    const page = await browserContext.newPage()
    await page.goto(`${STORE}/login`)
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByLabel('E-mail address').fill(user.email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByText('Look into your mail').waitFor()

    await openMail(browserContext, user.email)
    const mail = browserContext.pages().at(-1)!
    await mail.getByRole('link', { name: 'Set a new password' }).click()
    await mail.getByLabel('New password', { exact: true }).fill(NEW)
    await mail.getByLabel('New password again').fill(NEW)
    await mail.getByRole('button', { name: 'Set password' }).click()
    await mail.getByRole('link', { name: 'Sign in' }).last().click()
    await mail.getByLabel('E-mail address').fill(user.email)
    await mail.getByLabel('Password').fill(NEW)
    await mail.getByRole('button', { name: 'Sign in' }).click()

    await mail.waitForURL(`${STORE}/purchases`)
    assert.isFalse(await (await user.refresh()).verifyPassword(PASSWORD))
  })

  test('receives mails that are readable in light and dark', async ({ assert, browserContext }) => {
    const user = await UserFactory.create()
    await new RequestPasswordReset().handle({ email: user.email, locale: 'en' })
    await openMail(browserContext, user.email)
    const mail = browserContext.pages().at(-1)!

    const backgrounds = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await mail.emulateMedia({ colorScheme })
      const image = await mail.locator('.sheet').screenshot()
      const [red, green, blue] = await sharp(image).extract(CORNER).raw().toBuffer()
      backgrounds.push([red, green, blue])
    }

    assert.deepEqual(backgrounds, [
      [0xff, 0xff, 0xff],
      [0x20, 0x23, 0x2a],
    ])
  })

  test('moves the focus to the errors and keeps what was typed', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.goto(`${STORE}/signup`)
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail address').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('password1234')
    await page.getByLabel('Password again').fill('password12345')
    await page.getByRole('button', { name: 'Make account' }).click()

    const summary = page.getByRole('alert')
    await summary.waitFor()
    assert.isTrue(await summary.evaluate((element) => element.matches(':focus')))
    assert.equal(await page.getByLabel('Name').inputValue(), 'Ada')
    assert.equal(await page.getByLabel('E-mail address').inputValue(), 'ada@example.com')
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
    await summary.getByRole('link').first().click()
    assert.equal(await page.evaluate(() => globalThis.document.activeElement?.id), 'field-password')
  })
})

/** Opens the newest mail to an address in a new page, as HTML. */
async function openMail(context: BrowserContext, address: string) {
  const [{ id }] = await mailsTo(address)
  const page = await context.newPage()
  await page.goto(`${STORE}/mails/${id}`)
  await page.getByRole('link', { name: 'Open as HTML' }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
}
