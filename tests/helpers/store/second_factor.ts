import db from '@adonisjs/lucid/services/db'
import { Secret, TOTP } from 'otpauth'
import EnableSecondFactor from '#accounts/second_factor/enable_second_factor'
import { newTotpSecret } from '#accounts/second_factor/totp'
import type User from '#models/user'

/** What an authenticator app shows, now or some steps of 30 seconds from now. */
export function codeOf(secret: string, steps = 0): string {
  const timestamp = Date.now() + steps * 30_000
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp })
}

/** Switches on somebody's second factor; the code that did it is not counted as used. */
export async function givenSecondFactor(user: User) {
  const secret = newTotpSecret()
  const outcome = await new EnableSecondFactor().handle({
    user,
    secret,
    code: codeOf(secret),
    actor: {
      id: user.id,
      label: user.label,
      role: user.role,
      address: null,
      userAgent: null,
      requestId: null,
    },
  })
  if (outcome.type !== 'enabled') {
    throw new Error(`The second factor is not on: ${outcome.type}`)
  }
  await db.from('users').where('id', user.id).update({ second_factor_step: 0 })
  await user.refresh()
  return { secret, recoveryCodes: outcome.recoveryCodes }
}
