import AccountToken from '#models/account_token'

/**
 * Invitations to the staff that were neither accepted nor withdrawn, the newest first; also those
 * that are over, for they can be sent again.
 */
export default class ListInvitations {
  async handle(): Promise<AccountToken[]> {
    return openInvitations().orderBy('id', 'desc')
  }

  /** One of them. */
  async find(id: number): Promise<AccountToken | null> {
    return openInvitations().where('id', id).first()
  }
}

function openInvitations() {
  return AccountToken.query()
    .where('purpose', 'staff_invitation')
    .whereNull('used_at')
    .preload('user')
}
