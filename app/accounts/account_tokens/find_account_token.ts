import { DateTime } from 'luxon'
import { databaseTime } from '#database/columns'
import { hashSecret, type TokenPurpose } from '#accounts/account_tokens/issue_account_token'
import AccountToken from '#models/account_token'

/**
 * Finds the token of a valid link: not used, not expired, of an account that is not disabled and
 * still has the address that the link was sent to.
 */
export default class FindAccountToken {
  async handle(secret: string, purposes: TokenPurpose[]): Promise<AccountToken | null> {
    const token = await AccountToken.query()
      .where('token_hash', hashSecret(secret))
      .whereIn('purpose', purposes)
      .whereNull('used_at')
      .where('expires_at', '>', databaseTime(DateTime.utc()))
      .preload('user')
      .first()

    if (token === null || token.user.disabledAt !== null) {
      return null
    }
    const isForThisAddress =
      token.purpose === 'change_email' || token.payload?.email === token.user.email
    return isForThisAddress ? token : null
  }
}
