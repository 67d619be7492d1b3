import { createHash, randomBytes } from 'node:crypto'
import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import AccountToken from '#models/account_token'

export type TokenPurpose = AccountToken['purpose']

/** Minutes for which a link of each purpose works. */
const MINUTES: Record<TokenPurpose, number> = {
  reset_password: 60,
  confirm_email: 24 * 60,
  change_email: 24 * 60,
  staff_invitation: 7 * 24 * 60,
}

/** 256 bits; ASVS 5.0, 6.5.3 asks for 112 at least. */
const SECRET_BYTES = 32

/** How a secret looks in an address: 32 bytes as base64url. */
export const TOKEN_SECRET = /^[A-Za-z0-9_-]{43}$/

/** Binds a secret that waits encrypted in the outbox to its use. */
export const LINK_SECRET = 'account_link'

/**
 * Makes the secret of a link to be sent by mail. Only its hash is kept.
 */
export default class IssueAccountToken {
  /**
   * @param email the address that the link is sent to, which it proves
   * @param details what else is to be known once the link is followed
   * @returns the secret
   */
  async handle(
    input: {
      userId: number
      purpose: TokenPurpose
      email: string
      details?: Record<string, string>
    },
    trx: TransactionClientContract
  ): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    await AccountToken.create(
      {
        userId: input.userId,
        purpose: input.purpose,
        tokenHash: hashSecret(secret),
        payload: { ...input.details, email: input.email },
        expiresAt: DateTime.utc().plus({ minutes: MINUTES[input.purpose] }),
      },
      { client: trx }
    )
    return secret
  }
}

/** What is kept of a secret. It is random, so a plain hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
