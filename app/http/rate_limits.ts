/*
|--------------------------------------------------------------------------
| Rate limits
|--------------------------------------------------------------------------
|
| How often something may be tried, all in one place. They are counted in the
| database or in Redis, so that a restart forgives nothing.
|
*/

import type { RateLimit } from '#http/rate_limit'

/** Wrong passwords for one account from one network. */
export const signInByAccountAndNetwork: RateLimit = {
  name: 'sign_in_pair',
  requests: 5,
  every: '15 minutes',
}

/** Wrong passwords from one network, whatever the account. */
export const signInByNetwork: RateLimit = {
  name: 'sign_in_network',
  requests: 30,
  every: '15 minutes',
}

/** Wrong passwords for one account from everywhere; a new password forgives them. */
export const signInByAccount: RateLimit = {
  name: 'sign_in_account',
  requests: 100,
  every: '1 hour',
}

/** Accounts made, or tried to make, from one network. */
export const signUpByNetwork: RateLimit = {
  name: 'sign_up_network',
  requests: 20,
  every: '1 hour',
}

/** Mails to one address that somebody who is not signed in can cause. */
export const passwordResetByAccount: RateLimit = {
  name: 'password_reset_account',
  requests: 3,
  every: '1 hour',
}
export const passwordResetByNetwork: RateLimit = {
  name: 'password_reset_network',
  requests: 20,
  every: '1 hour',
}

/** Tokens tried from one network. */
export const tokenByNetwork: RateLimit = {
  name: 'token_network',
  requests: 30,
  every: '15 minutes',
}

/** Mails that a signed-in person can cause: confirmation again, change of address. */
export const mailByAccount: RateLimit = {
  name: 'mail_account',
  requests: 5,
  every: '1 hour',
}

/** Wrong current passwords of a signed-in person. */
export const currentPasswordByAccount: RateLimit = {
  name: 'current_password_account',
  requests: 10,
  every: '15 minutes',
}

/** Wrong codes of a second factor: a million codes, of which three are right at a time. */
export const secondFactorByAccount: RateLimit = {
  name: 'second_factor_account',
  requests: 5,
  every: '15 minutes',
}
export const secondFactorByNetwork: RateLimit = {
  name: 'second_factor_network',
  requests: 30,
  every: '15 minutes',
}

/** Invitations that one of the staff sends. */
export const invitationByAccount: RateLimit = {
  name: 'invitation_account',
  requests: 30,
  every: '1 hour',
}

/** Checkouts begun by one buyer, and from one network: stolen cards are tried out in rows. */
export const checkoutByAccount: RateLimit = {
  name: 'checkout_account',
  requests: 5,
  every: '10 minutes',
}
export const checkoutByNetwork: RateLimit = {
  name: 'checkout_network',
  requests: 20,
  every: '10 minutes',
}

/** Payments that one person lets the store look for. */
export const lostPaymentByAccount: RateLimit = {
  name: 'lost_payment_account',
  requests: 5,
  every: '10 minutes',
}
