import type User from '#models/user'

/**
 * Changes what somebody is called.
 */
export default class UpdateProfile {
  async handle({ user, fullName }: { user: User; fullName: string | null }): Promise<void> {
    await user.merge({ fullName }).save()
  }
}
