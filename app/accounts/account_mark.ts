import { createHmac } from 'node:crypto'
import env from '#start/env'

/** Characters; enough to tell the accounts of a store apart. */
const LENGTH = 12

/**
 * What the log calls an account: a keyed hash of its e-mail address, from which nobody without
 * APP_KEY can find out the address.
 */
export function accountMark(email: string): string {
  const key = env.get('APP_KEY')?.release() ?? ''
  return createHmac('sha256', key).update(`account:${email}`).digest('base64url').slice(0, LENGTH)
}
