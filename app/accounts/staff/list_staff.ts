import User, { STAFF_ROLES } from '#models/user'

/**
 * All users with a role, owners first.
 */
export default class ListStaff {
  async handle(): Promise<User[]> {
    const staff = await User.query().whereNotNull('role').orderBy('email')
    return staff.sort((one, other) => rank(one) - rank(other))
  }
}

function rank({ role }: User): number {
  return STAFF_ROLES.indexOf(role!)
}
