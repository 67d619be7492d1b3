/*
|--------------------------------------------------------------------------
| Mails that were not sent
|--------------------------------------------------------------------------
|
| Shows mails in development and in the demo. These routes do not exist if
| mails are sent, and never in production.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { showsMails } from '#config/mail'
import { STORED_MAIL_ID } from '#framework/folder_transport'
import { middleware } from '#start/kernel'

if (showsMails) {
  router
    .group(() => {
      router.get('/mails', [controllers.mail.StoredMails, 'index']).as('index')
      router.get('/mails/:id', [controllers.mail.StoredMails, 'show']).as('show')
      router.get('/mails/:id/html', [controllers.mail.StoredMails, 'html']).as('html')
    })
    .where('id', STORED_MAIL_ID)
    .as('mails')
    .use(middleware.tokenLink())
}
