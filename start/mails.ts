/*
|--------------------------------------------------------------------------
| Mails
|--------------------------------------------------------------------------
|
| The function that composes each kind of mail. A new kind must also be added
| to app/mail/mail_content.ts.
|
*/

import {
  accountExists,
  emailChange,
  emailChanged,
  emailConfirmation,
  grantToConfirm,
  passwordChanged,
  passwordReset,
  secondFactorChanged,
  staffInvitation,
} from '#accounts/account_mails'
import { registerComposers } from '#mail/mail_composers'
import {
  paidTwice,
  paymentFailed,
  paymentPending,
  purchaseGranted,
  receipt,
  refunded,
  refundFailed,
  renewalFailed,
} from '#purchases/purchase_mails'
import { needsAttention } from '#operations/attention/attention_mail'

registerComposers({
  receipt,
  payment_pending: paymentPending,
  payment_failed: paymentFailed,
  purchase_granted: purchaseGranted,
  grant_to_confirm: grantToConfirm,
  refunded,
  refund_failed: refundFailed,
  renewal_failed: renewalFailed,
  paid_twice_refunded: paidTwice,
  paid_twice_kept: paidTwice,
  needs_attention: needsAttention,
  password_reset: passwordReset,
  password_changed: passwordChanged,
  email_confirmation: emailConfirmation,
  account_exists: accountExists,
  email_change: emailChange,
  email_changed: emailChanged,
  staff_invitation: staffInvitation,
  second_factor_on: secondFactorChanged,
  second_factor_off: secondFactorChanged,
  recovery_codes_renewed: secondFactorChanged,
})
