import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { replaceRecoveryCodes } from '#accounts/second_factor/recovery_codes'
import { encryptSecret } from '#accounts/second_factor/secret'
import { recordSecondFactorChange } from '#accounts/second_factor/record_second_factor_change'
import type { Actor } from '#authority/actor'
import { totpStep } from '#accounts/second_factor/totp'
import { databaseTime } from '#database/columns'
import type User from '#models/user'

export type EnableSecondFactorOutcome =
  | { type: 'enabled'; recoveryCodes: string[] }
  | { type: 'wrong_code' }
  /** Enabled meanwhile, with another secret. */
  | { type: 'enabled_already' }

/**
 * Enables the second factor of a user, once a code shows that their app has the secret.
 */
export default class EnableSecondFactor {
  async handle(input: {
    user: User
    secret: string
    code: string
    actor: Actor
  }): Promise<EnableSecondFactorOutcome> {
    const step = totpStep(input.secret, input.code.replace(/\s/g, ''))
    if (step === null) {
      return { type: 'wrong_code' }
    }
    return db.transaction((trx) => this.#enable(input, step, trx))
  }

  async #enable(
    { user, secret, actor }: { user: User; secret: string; actor: Actor },
    step: number,
    trx: TransactionClientContract
  ): Promise<EnableSecondFactorOutcome> {
    const now = databaseTime(DateTime.utc())
    const enabled = await trx
      .from('users')
      .where('id', user.id)
      .whereNull('second_factor_since')
      .update({
        second_factor_secret: encryptSecret(user.id, secret),
        second_factor_since: now,
        second_factor_step: step,
        updated_at: now,
      })
    if (Number(enabled) !== 1) {
      return { type: 'enabled_already' }
    }
    const recoveryCodes = await replaceRecoveryCodes(user.id, trx)
    await recordSecondFactorChange({ user, actor, action: 'user.second_factor_on' }, trx)
    return { type: 'enabled', recoveryCodes }
  }
}
