import { UserFactory } from '#database/factories/user_factory'
import type User from '#models/user'
import { Visitor } from '#tests/helpers/store/visitor'

/** A person with an account, and the browser in which they are signed in. */
export interface SignedInUser {
  user: User
  visitor: Visitor
}

/** A customer, or somebody with the state of a factory such as `admin`, who has just signed in. */
export async function givenSignedInUser(
  state?: Parameters<typeof UserFactory.apply>[0]
): Promise<SignedInUser> {
  const user = await (state ? UserFactory.apply(state) : UserFactory).create()
  return { user, visitor: await signedIn(user) }
}

/**
 * One more browser of the same person.
 * @param base the address of the store; by default that of the tests
 */
export async function signedIn(user: User, base?: string): Promise<Visitor> {
  const visitor = new Visitor(base)
  const answer = await visitor.signIn(user)
  if (answer.status !== 303) {
    throw new Error(`Signing in was answered with ${answer.status}`)
  }
  return visitor
}
