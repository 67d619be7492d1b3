import type { Page } from 'playwright'
import env from '#start/env'
import { PASSWORD, UserFactory } from '#database/factories/user_factory'
import type User from '#models/user'

/** The store under test, as a browser reaches it. */
export const STORE = `http://localhost:${env.get('PORT')}`

/** Signs a user in and everybody else out; null signs out only. */
export async function signInAs(page: Page, user: User | null) {
  await page.context().clearCookies()
  if (user !== null) {
    await signInFor(page, '/login', user)
  }
}

/** Signs in a new owner of the store. */
export async function signInAsOwner(page: Page): Promise<User> {
  const owner = await UserFactory.apply('admin').create()
  await signInAs(page, owner)
  return owner
}

/** Signs in a new customer. */
export async function signInAsCustomer(page: Page): Promise<User> {
  const customer = await UserFactory.create()
  await signInAs(page, customer)
  return customer
}

/** Opens a page that leads to the sign-in form, and signs in there. */
export async function signInFor(page: Page, path: string, user: User) {
  await page.goto(`${STORE}${path}`)
  await page.getByLabel('E-mail').fill(user.email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/login')
}
