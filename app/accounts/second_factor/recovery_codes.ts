import { randomInt } from 'node:crypto'
import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { hashSecret } from '#accounts/account_tokens/issue_account_token'
import { REFERENCE_LETTERS } from '#shared/public_reference'
import { databaseTime } from '#database/columns'

/** How many codes a user gets. */
export const RECOVERY_CODES = 10

/** 80 bits, so that a plain hash is enough. */
const GROUPS = 4
const GROUP_LENGTH = 4

/** The format of a code as it is shown. */
export const RECOVERY_CODE = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/

/**
 * Replaces the recovery codes of a user. Only hashes are stored.
 * @returns the new codes
 */
export async function replaceRecoveryCodes(
  userId: number,
  trx: TransactionClientContract
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newCode)
  const now = databaseTime(DateTime.utc())
  await trx.from('recovery_codes').where('user_id', userId).delete()
  await trx
    .insertQuery()
    .table('recovery_codes')
    .multiInsert(
      codes.map((code) => ({ user_id: userId, code_hash: hashCode(code), created_at: now }))
    )
  return codes
}

/** The hash of a code, however it was typed: in lower case, with blanks or without hyphens. */
export function hashCode(typed: string): string {
  return hashSecret(typed.toUpperCase().replace(/[^0-9A-Z]/g, ''))
}

function newCode(): string {
  const letter = () => REFERENCE_LETTERS[randomInt(REFERENCE_LETTERS.length)]
  return Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, letter).join('')
  ).join('-')
}
