import { urlFor } from '@adonisjs/core/services/url_builder'
import { fact, number, pill, text, time } from '#records/declarations/cells'
import { defineResource } from '#records/declarations/define_resource'
import { runActionOnEach } from '#records/bulk/ready_made_actions'
import { mailKind, mailList, mailState } from '#admin/mails/mail_list'
import { requeueMail } from '#admin/mails/requeue_mail_action'
import Mail from '#models/mail'
import { readableEmail } from '#shared/email_address'

/** Mails that this store sent or will send. Read only, but for sending again. */
export const mailResource = defineResource({
  key: 'mails',
  title: 'Mails',
  area: 'Store',
  noun: { one: 'mail', many: 'mails' },
  permissions: { view: 'mails.view' },
  subject: 'mail',
  list: mailList,
  page: {
    find: (id) => Mail.query().where('id', id).preload('purchase').first(),
    title: (mail) => mailKind(mail.kind),
    problem: (mail) => mail.error,
    facts: mailFacts,
    actions: [requeueMail],
  },
  bulk: [
    runActionOnEach(
      requeueMail,
      (mails) => `Gives ${mails} another day of attempts, if they failed.`
    ),
  ],
})

function mailFacts(mail: Mail) {
  const state = mailState(mail)
  return [
    fact('State', pill(state.text, state.tone)),
    fact('Recipient', text(readableEmail(mail.recipient))),
    fact('Language', text(mail.locale)),
    fact(
      'Purchase',
      mail.purchaseId
        ? text(mail.purchase.reference, {
            href: urlFor('admin.purchases.show', { id: mail.purchaseId }),
          })
        : text(null)
    ),
    fact('Written', time(mail.createdAt)),
    fact('Sent', time(mail.sentAt)),
    fact('Attempts', number(mail.attempts)),
    fact('Next attempt', time(mail.nextAttemptAt)),
  ]
}
