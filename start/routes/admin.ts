/*
|--------------------------------------------------------------------------
| Admin
|--------------------------------------------------------------------------
|
| The panel. Everything here is for staff: signed out, one is asked to sign in;
| signed in without a role, there is nothing here.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { ROW_ID } from '#app/row_id'
import { forms, may, middleware } from '#start/kernel'

const { admin } = controllers

router
  .group(() => {
    router.get('/', [admin.Home, 'index']).as('home')

    router.get('products', [admin.Products, 'index']).as('products.index')
    router.get('products/:id/edit', [admin.Products, 'edit']).as('products.edit')
    router
      .post('products/:id/preview', [admin.Products, 'preview'])
      .as('products.preview')
      .use(may('catalogue.change'))

    router.get('products/:id/files', [admin.Files, 'index']).as('files.index')
    router
      .post('products/:id/files/:fileId', [admin.Files, 'update'])
      .as('files.update')
      .use(may('catalogue.change'))
    router
      .post('products/:id/uploads', [admin.Uploads, 'store'])
      .as('uploads.store')
      .use(may('catalogue.change'))
    router
      .post('products/:id/releases/:releaseId/download', [admin.Releases, 'download'])
      .as('releases.download')
      .use(may('files.download'))

    router.get('sync', [admin.Sync, 'show']).as('sync.show')
    router.post('sync', [admin.Sync, 'run']).as('sync.run').use(may('catalogue.sync'))

    router
      .get('purchases', [admin.Purchases, 'index'])
      .as('purchases.index')
      .use(may('purchases.view'))
    router
      .get('purchases/:id', [admin.Purchases, 'show'])
      .as('purchases.show')
      .use(may('purchases.view'))
    router
      .post('purchases/:id/check', [admin.Purchases, 'check'])
      .as('purchases.check')
      .use(may('purchases.check'))

    router
      .get('customers', [admin.Customers, 'index'])
      .as('customers.index')
      .use(may('customers.view'))
    router
      .get('customers/:id', [admin.Customers, 'show'])
      .as('customers.show')
      .use(may('customers.view'))

    router.get('events', [admin.Events, 'index']).as('events.index').use(may('events.view'))
    router.get('events/:id', [admin.Events, 'show']).as('events.show').use(may('events.view'))
    router
      .post('events/:id/replay', [admin.Events, 'replay'])
      .as('events.replay')
      .use(may('events.replay'))

    router.get('mails', [admin.Mails, 'index']).as('mails.index').use(may('mails.view'))
    router.get('mails/:id', [admin.Mails, 'show']).as('mails.show').use(may('mails.view'))

    router.get('audit', [admin.Audit, 'index']).as('audit.index').use(may('audit.view'))
    router.get('audit/:id', [admin.Audit, 'show']).as('audit.show').use(may('audit.view'))
  })
  .prefix('/admin')
  .as('admin')
  .where('id', ROW_ID)
  .where('fileId', ROW_ID)
  .where('releaseId', ROW_ID)
  .use([...forms, middleware.staff()])

/**
 * A form with a picture is read before its CSRF token is looked for, which lies in it, and before it
 * is asked who sent it: somebody whose session has ended keeps what they typed.
 */
router
  .post('/admin/products/:id', [admin.Products, 'update'])
  .as('admin.products.update')
  .where('id', ROW_ID)
  .use([
    middleware.body(),
    middleware.session(),
    middleware.identity(),
    middleware.pictureForm({ may: 'catalogue.change' }),
    middleware.csrf(),
    may('catalogue.change'),
  ])
