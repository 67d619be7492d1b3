import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import { awaitsConfirmation } from '#accounts/sign_up_by_mail'
import User from '#models/user'

/** `disabled`: the password is right, but the account is disabled. */
export type VerifyCredentialsOutcome =
  { type: 'verified'; user: User } | { type: 'disabled' } | { type: 'wrong' }

/**
 * Checks an e-mail and password. It takes equally long for an unknown address, an account without a
 * password and a known one, so that its duration does not reveal which addresses have accounts.
 */
export default class VerifyCredentials {
  async handle({ email, password }: { email: string; password: string }) {
    const user = await User.findBy('email', email)
    const outcome = await this.#verify(user, password)
    const isClosed = user !== null && storeConfig.signUp === 'by_mail' && awaitsConfirmation(user)
    return isClosed ? ({ type: 'wrong' } as const) : outcome
  }

  /** Whether this is the current password of a signed-in user. */
  async isPasswordOf(user: User, password: string): Promise<boolean> {
    const { type } = await this.#verify(user, password)
    return type === 'verified'
  }

  async #verify(user: User | null, password: string): Promise<VerifyCredentialsOutcome> {
    if (user === null || user.password === null) {
      await hash.make(password)
      return { type: 'wrong' }
    }
    if (!(await hash.verify(user.password, password))) {
      return { type: 'wrong' }
    }
    /** Again: the check takes long, and must not sign in with a password that was replaced meanwhile. */
    const current = await User.find(user.id)
    if (current?.password !== user.password) {
      return { type: 'wrong' }
    }
    if (current.disabledAt !== null) {
      return { type: 'disabled' }
    }
    await this.#renewHash(current, password)
    return { type: 'verified', user: current }
  }

  /**
   * Rehashes with the current settings: older, cheaper hashes would be revealed by their duration.
   */
  async #renewHash(user: User, password: string) {
    if (hash.needsReHash(user.password!)) {
      const hashed = await hash.make(password)
      await db
        .from('users')
        .where({ id: user.id, password: user.password })
        .update({ password: hashed })
    }
  }
}
