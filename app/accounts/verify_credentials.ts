import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import User from '#models/user'

export type VerifyCredentialsOutcome =
  { type: 'verified'; user: User } | { type: 'disabled' } | { type: 'wrong' }

/**
 * Checks who somebody claims to be. It takes as long for an unknown address, and for an account
 * without a password, as for a known one, so that nobody learns which addresses have accounts.
 */
export default class VerifyCredentials {
  async handle({ email, password }: { email: string; password: string }) {
    const user = await User.findBy('email', email)
    return this.#judge(user, password)
  }

  /** Whether this is the current password of somebody signed in. */
  async isPasswordOf(user: User, password: string): Promise<boolean> {
    const { type } = await this.#judge(user, password)
    return type === 'verified'
  }

  async #judge(user: User | null, password: string): Promise<VerifyCredentialsOutcome> {
    if (user === null || user.password === null) {
      await hash.make(password)
      return { type: 'wrong' }
    }
    if (!(await hash.verify(user.password, password))) {
      return { type: 'wrong' }
    }
    if (user.disabledAt !== null) {
      return { type: 'disabled' }
    }
    await this.#renewHash(user, password)
    return { type: 'verified', user }
  }

  /** Hashes of older, cheaper settings would give themselves away by their time, too. */
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
