import { createHash, randomBytes } from 'node:crypto'
import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import AccountToken from '#models/account_token'

export type TokenPurpose = AccountToken['purpose']

/** The lifetime of a link in minutes, by purpose. */
const MINUTES: Record<TokenPurpose, number> = {
  reset_password: 60,
  confirm_email: 24 * 60,
  change_email: 24 * 60,
  staff_invitation: 7 * 24 * 60,
}

/** 256 bits; ASVS 5.0, 6.5.3 requires at least 112. */
const SECRET_BYTES = 32

/** The format of a secret in a URL: 32 bytes as base64url. */
export const TOKEN_SECRET = /^[A-Za-z0-9_-]{43}$/

/** The encryption purpose of secrets in the outbox. */
export const LINK_SECRET = 'account_link'

/**
 * Creates the secret of a mailed link. Only its hash is stored.
 */
export default class IssueAccountToken {
  /**
   * @param email the address that the link is sent to and confirms
   * @param details values that are needed when the link is used
   * @param minutes its lifetime, if it is not the usual one
   * @param inviterId who invites; for an invitation to the staff
   * @returns the secret
   */
  async handle(
    input: {
      userId: number
      purpose: TokenPurpose
      email: string
      details?: Record<string, string>
      inviterId?: number | null
      minutes?: number
    },
    trx: TransactionClientContract
  ): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    await AccountToken.create(
      {
        userId: input.userId,
        purpose: input.purpose,
        inviterId: input.inviterId ?? null,
        tokenHash: hashSecret(secret),
        payload: { ...input.details, email: input.email },
        expiresAt: DateTime.utc().plus({ minutes: input.minutes ?? MINUTES[input.purpose] }),
      },
      { client: trx }
    )
    return secret
  }
}

/** The stored hash of a secret. It is random, so a plain hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
