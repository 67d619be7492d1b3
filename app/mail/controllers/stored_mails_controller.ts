import type { HttpContext } from '@adonisjs/core/http'
import { errors } from '@adonisjs/core/http'
import { mailFolder } from '#config/mail'
import { findStoredMail, listStoredMails } from '#framework/folder_transport'

/** The HTML of a mail is not trusted: it may run no script, load nothing, and has no origin. */
const SANDBOX =
  "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/**
 * Shows the e-mails that were stored in the folder instead of being sent. Its routes exist only
 * where mails are not sent, and need no sign-in.
 */
export default class StoredMailsController {
  async index({ view }: HttpContext) {
    return view.render('pages/mails/index', { mails: await listStoredMails(mailFolder) })
  }

  async show({ params, view }: HttpContext) {
    return view.render('pages/mails/show', { mail: await find(params.id) })
  }

  async html({ params, response }: HttpContext) {
    const mail = await find(params.id)
    response.header('content-security-policy', SANDBOX)
    return response.type('html').send(mail.html)
  }
}

async function find(id: string) {
  const mail = await findStoredMail(mailFolder, id)
  if (mail === null) {
    throw new errors.E_ROUTE_NOT_FOUND(['GET', `/mails/${id}`])
  }
  return mail
}
