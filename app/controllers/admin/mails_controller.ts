import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { fact, number, pill, text, time } from '#admin/cells'
import { mailKind, mailList, mailState } from '#admin/resources/mail_list'
import { showList } from '#controllers/admin/list_page'
import { notFound } from '#controllers/admin/not_found'
import Mail from '#models/mail'

/**
 * What this store has written to people.
 */
export default class MailsController {
  async index(ctx: HttpContext) {
    return showList(ctx, mailList)
  }

  async show(ctx: HttpContext) {
    const mail = await Mail.query().where('id', ctx.params.id).preload('purchase').first()
    if (mail === null) {
      throw notFound(ctx)
    }
    const state = mailState(mail)
    return ctx.view.render('pages/admin/mails/show', {
      mail,
      title: mailKind(mail.kind),
      facts: [
        fact('State', pill(state.text, state.tone)),
        fact('Recipient', text(mail.recipient)),
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
      ],
    })
  }
}
