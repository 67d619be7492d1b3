import type { HttpContext } from '@adonisjs/core/http'
import { recordRefusal } from '#accounts/controllers/failed_sign_in'
import { deviceIdOf, usersOfDevice } from '#framework/known_device'
import {
  countAttempt,
  countNetworkAttempt,
  forgetAttempts,
  forgetNetworkAttempts,
  uncountAttempt,
  uncountNetworkAttempt,
} from '#http/rate_limit'
import {
  signInByAccount,
  signInByAccountAndNetwork,
  signInByDevice,
  signInByNetwork,
} from '#http/rate_limits'
import User from '#models/user'

/**
 * Counts an attempt to give the password of an account. Attempts from a browser in which the user
 * has signed in before are counted by themselves, so that strangers cannot use up the limit. A
 * refused attempt is recorded.
 * @returns call it once the password was right: it takes the attempt back
 * @throws {TooManyRequestsException}
 */
export function countSignInAttempt(ctx: HttpContext, email: string): Promise<() => Promise<void>> {
  return recordRefusal(ctx, email, () => count(ctx, email))
}

async function count(ctx: HttpContext, email: string): Promise<() => Promise<void>> {
  const device = await deviceOf(ctx, email)
  if (device !== null) {
    await countAttempt(signInByDevice, email, device)
    return () => forgetAttempts(signInByDevice, email, device)
  }
  const address = ctx.request.ip()
  await countNetworkAttempt(signInByNetwork, address)
  await countNetworkAttempt(signInByAccountAndNetwork, address, email)
  await countAttempt(signInByAccount, email)
  return async () => {
    await uncountNetworkAttempt(signInByNetwork, address)
    await forgetNetworkAttempts(signInByAccountAndNetwork, address, email)
    await uncountAttempt(signInByAccount, email)
  }
}

/** The id of the browser, where it is known for the user with this address; else null. */
export async function deviceOf(ctx: HttpContext, email: string): Promise<string | null> {
  const userIds = usersOfDevice(ctx)
  const user = await User.query().whereIn('id', userIds).where('email', email).first()
  return user === null ? null : deviceIdOf(ctx, user)
}
