import encryption from '@adonisjs/core/services/encryption'
import type { I18n } from '@adonisjs/i18n'
import storeConfig from '#config/store'
import { LINK_SECRET, type TokenPurpose } from '#accounts/account_tokens/issue_account_token'
import { absoluteUrl } from '#http/absolute_url'
import type { MailComposer, MailContent } from '#mail/mail_content'
import type Mail from '#models/mail'
import FindAccountToken from '#accounts/account_tokens/find_account_token'
import { readableEmail } from '#shared/email_address'

const store = storeConfig.name

/** The link that sets a new password. */
export const passwordReset: MailComposer = (mail, i18n) =>
  withLink(mail, i18n, { purpose: 'reset_password', route: 'password.reset' })

/** A grant that waits until its address is confirmed, with the link to a new password. */
export const grantToConfirm: MailComposer = (mail, i18n) =>
  withLink(
    mail,
    i18n,
    { purpose: 'reset_password', route: 'password.reset' },
    { product: String(mail.data.product) }
  )

/** The link that confirms the address of an account. */
export const emailConfirmation: MailComposer = (mail, i18n) =>
  withLink(mail, i18n, { purpose: 'confirm_email', route: 'email.confirm' })

/** Tells the owner of an account that somebody entered its address to make one. */
export const accountExists: MailComposer = async (mail, i18n) => {
  const values = { email: mail.recipient, url: absoluteUrl('password.forgot') }
  return notice(mail, i18n, values, absoluteUrl('login'))
}

/** The link that confirms a new address, sent to that address. */
export const emailChange: MailComposer = (mail, i18n) =>
  withLink(mail, i18n, { purpose: 'change_email', route: 'email.confirm' })

/** Notifies the owner of a changed password. */
export const passwordChanged: MailComposer = async (mail, i18n) =>
  notice(mail, i18n, {}, absoluteUrl('password.forgot'))

/** Notifies the old address that the account has a new one. */
export const emailChanged: MailComposer = async (mail, i18n) =>
  notice(mail, i18n, { email: String(mail.data.email) }, absoluteUrl('store.home'))

/** The link that accepts an invitation to the staff. */
export const staffInvitation: MailComposer = (mail, i18n) =>
  withLink(
    mail,
    i18n,
    { purpose: 'staff_invitation', route: 'invitation' },
    { inviter: String(mail.data.inviter), role: i18n.t(`account.roles.${mail.data.role}`) }
  )

/** A change of the second factor, to its owner. */
export const secondFactorChanged: MailComposer = async (mail, i18n) =>
  notice(mail, i18n, {}, absoluteUrl('account.show'))

/** Not sent where the link has expired or was used. */
async function withLink(
  mail: Mail,
  i18n: I18n,
  link: {
    purpose: TokenPurpose
    route: 'password.reset' | 'email.confirm' | 'invitation'
  },
  values: Record<string, string> = {}
): Promise<MailContent | null> {
  const secret = encryption.decrypt<string>(String(mail.data.secret), LINK_SECRET)
  if (secret === null || !(await new FindAccountToken().handle(secret, [link.purpose]))) {
    return null
  }
  const shown = { ...values, email: readableEmail(mail.recipient) }
  return notice(mail, i18n, shown, absoluteUrl(link.route, { token: secret }))
}

/** A mail with all its texts in `mails.json`, under its kind. */
function notice(
  { kind }: Mail,
  i18n: I18n,
  values: Record<string, string>,
  href: string
): MailContent {
  const line = (name: string) => i18n.t(`mails.${kind}.${name}`, { store, ...values })
  return {
    subject: line('subject'),
    preview: line('preview'),
    heading: line('heading'),
    paragraphs: [line('text')],
    button: { text: line('button'), href },
    notes: [line('note')],
  }
}
