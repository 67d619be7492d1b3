import type { Page } from 'playwright'
import env from '#start/env'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'

export const STORE = `http://localhost:${env.get('PORT')}`

/** Signs a new owner of the store in, as a person does. */
export async function signInAsOwner(page: Page) {
  const owner = await UserFactory.apply('admin').create()
  await page.goto(`${STORE}/login`)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/login')
}
