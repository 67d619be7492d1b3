import AccountToken from '#models/account_token'

/**
 * Invitations that were neither accepted nor withdrawn, newest first, with their senders. Expired
 * ones are included, because they can be sent again.
 */
export default class ListInvitations {
  async handle(): Promise<AccountToken[]> {
    return openInvitations().orderBy('id', 'desc')
  }

  /** One of these invitations, or null. */
  async find(id: number): Promise<AccountToken | null> {
    return openInvitations().where('id', id).first()
  }
}

function openInvitations() {
  return AccountToken.query()
    .where('purpose', 'staff_invitation')
    .whereNull('used_at')
    .preload('user')
    .preload('inviter')
}
