import type Purchase from '#models/purchase'
import { UserFactory } from '#database/factories/user_factory'
import { type Buyer, givenBuyer } from '#tests/helpers/store/buying'
import { linkIn } from '#tests/helpers/store/mailbox'
import { givenSale } from '#tests/helpers/store/sale'
import { Visitor } from '#tests/helpers/store/visitor'

/** A password that is nobody's. */
export const NEW_PASSWORD = 'nine lazy otters afloat'

/** A sale that belongs to an address, as one that somebody without an account paid. */
export async function givenSaleOf(email: string, slug = 'book'): Promise<Purchase> {
  const { purchase } = await givenSale(slug)
  return purchase.merge({ userId: null, buyerEmail: email }).save()
}

/** Somebody who signed up with an address and has not confirmed it. */
export function givenSquatter(): Promise<Buyer> {
  return givenBuyer()
}

/** Somebody whose account has confirmed an address. */
export async function givenConfirmed(email?: string): Promise<Buyer> {
  const user = await UserFactory.apply('verified')
    .merge((email === undefined ? {} : { email }) as never)
    .create()
  const browser = new Visitor()
  await browser.signIn(user)
  await browser.get('/account')
  return { user, browser }
}

/** Asks for the mail that confirms the address of an account, and returns the link in it. */
export async function confirmationLink({ user, browser }: Buyer): Promise<string> {
  await browser.get('/account')
  await browser.post('/account/email/confirmation')
  return linkIn(user.email, /\/confirm-email\//)
}

/** The owner of a mailbox confirms its address by a link, with a new password, and signs in. */
export async function confirm(link: string, email: string): Promise<Visitor> {
  const visitor = new Visitor()
  const passwords = { password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD }
  await visitor.submit(link, passwords)
  const answer = await visitor.signIn({ email }, NEW_PASSWORD)
  if (answer.status !== 303) {
    throw new Error(`Signing in was answered with ${answer.status}`)
  }
  await visitor.get('/account')
  return visitor
}
