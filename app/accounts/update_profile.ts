import type User from '#models/user'

/**
 * Changes the full name of a user; null removes it.
 */
export default class UpdateProfile {
  async handle({ user, fullName }: { user: User; fullName: string | null }): Promise<void> {
    await user.merge({ fullName }).save()
  }
}
