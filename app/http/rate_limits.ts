/*
|--------------------------------------------------------------------------
| Rate limits
|--------------------------------------------------------------------------
|
| All limits on attempts. They are counted in the database or in Redis, so
| that a restart does not reset them, except where they save time. Those of a
| network are four times as high for the /48 of an IPv6 address.
|
*/

import storeConfig from '#config/store'
import type { RateLimit } from '#http/rate_limit'

/** Wrong passwords for one account from a browser in which its user has signed in before. */
export const signInByDevice: RateLimit = {
  name: 'sign_in_device',
  requests: 5,
  every: '15 minutes',
}

/** Wrong passwords for one account from one network, in other browsers. */
export const signInByAccountAndNetwork: RateLimit = {
  name: 'sign_in_pair',
  requests: 5,
  every: '15 minutes',
}

/** Wrong passwords from one network, whatever the account, in other browsers. */
export const signInByNetwork: RateLimit = {
  name: 'sign_in_network',
  requests: 30,
  every: '15 minutes',
}

/** Wrong passwords for one account from all other browsers; setting a new password resets them. */
export const signInByAccount: RateLimit = {
  name: 'sign_in_account',
  requests: 100,
  every: '1 hour',
}

/** Attempts to sign up from one network. */
export const signUpByNetwork: RateLimit = {
  name: 'sign_up_network',
  requests: 20,
  every: '1 hour',
}

/** Password resets requested for one e-mail address in all known browsers, or in all others. */
export const passwordResetByAccount: RateLimit = {
  name: 'password_reset_account',
  requests: 3,
  every: '1 hour',
}

/** The same from one network. */
export const passwordResetByNetwork: RateLimit = {
  name: 'password_reset_network',
  requests: 20,
  every: '1 hour',
}

/** Mails to one account about attempts to sign up with its address. */
export const accountExistsMailByAccount: RateLimit = {
  name: 'account_exists_mail_account',
  requests: 3,
  every: '1 hour',
}

/** Tokens tried from one network. */
export const tokenByNetwork: RateLimit = {
  name: 'token_network',
  requests: 30,
  every: '15 minutes',
}

/** E-mails that a signed-in user can trigger: another confirmation, a change of address. */
export const mailByAccount: RateLimit = {
  name: 'mail_account',
  requests: 5,
  every: '1 hour',
}

/** Wrong current passwords of a signed-in user. */
export const currentPasswordByAccount: RateLimit = {
  name: 'current_password_account',
  requests: 10,
  every: '15 minutes',
}

/**
 * Wrong codes of a second factor in one known browser, or in all others: of a million codes, three
 * are valid at a time.
 */
export const secondFactorByAccount: RateLimit = {
  name: 'second_factor_account',
  requests: 5,
  every: '15 minutes',
}

/** The same from one network, whatever the account, in other browsers. */
export const secondFactorByNetwork: RateLimit = {
  name: 'second_factor_network',
  requests: 30,
  every: '15 minutes',
}

/** Forms kept until their sender has signed in again, of one user and from one network. */
export const keptFormByAccount: RateLimit = {
  name: 'kept_form_account',
  requests: 10,
  every: '1 hour',
}
export const keptFormByNetwork: RateLimit = {
  name: 'kept_form_network',
  requests: 30,
  every: '1 hour',
}

/** Invitations sent by one staff member. */
export const invitationByAccount: RateLimit = {
  name: 'invitation_account',
  requests: 30,
  every: '1 hour',
}

/**
 * Checkouts that were opened and not paid, of one buyer and from one network, and declined payments of
 * one buyer: stolen cards are tested in series.
 */
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

/** Presses of Buy by one buyer, of which each may ask Stripe whether the earlier session is still open. */
export const buyByAccount: RateLimit = {
  name: 'buy_account',
  requests: 60,
  every: '10 minutes',
}

/** Searches for a lost payment by one user. */
export const lostPaymentByAccount: RateLimit = {
  name: 'lost_payment_account',
  requests: 5,
  every: '10 minutes',
}

/**
 * Stripe limits the calls of the whole store, so a user may cause only some of them: by returning
 * from checkouts that no attempt of theirs is known for, by rechecking their own, and by opening the
 * billing portal and returning from it.
 */
export const unknownCheckoutByAccount: RateLimit = {
  name: 'unknown_checkout_account',
  requests: 5,
  every: '10 minutes',
}
export const checkoutRecheckByAccount: RateLimit = {
  name: 'checkout_recheck_account',
  requests: 120,
  every: '10 minutes',
}
export const portalByAccount: RateLimit = {
  name: 'portal_account',
  requests: 20,
  every: '10 minutes',
}

/** Requests from one network that are not answered from the page cache. */
export const requestsByNetwork: RateLimit = {
  name: 'requests_network',
  requests: storeConfig.requestsPerNetwork,
  every: '5 seconds',
  isPerProcess: true,
}

/** Webhooks from one network that Stripe did not sign, of which each has its body read. */
export const unsignedWebhookByNetwork: RateLimit = {
  name: 'unsigned_webhook_network',
  requests: 60,
  every: '1 minute',
  isPerProcess: true,
}

/** Searches of the store from one network: each reads the texts of all products. */
export const searchByNetwork: RateLimit = {
  name: 'search_network',
  requests: 60,
  every: '1 minute',
  isPerProcess: true,
}

/** Milliseconds of CPU time for the previews of one staff member. */
export const previewTimeByAccount: RateLimit = {
  name: 'preview_time_account',
  requests: 10_000,
  every: '10 minutes',
  isPerProcess: true,
}

/**
 * Counted reports of one file that nginx was handed: it may repeat a report that it got no answer to.
 * Lasts as long as a hand-over is valid.
 */
export const nginxReportByHandOver: RateLimit = {
  name: 'nginx_report',
  requests: 1,
  every: '7 days',
}
