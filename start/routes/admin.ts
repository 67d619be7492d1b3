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
import type { Permission } from '#admin/permissions'
import { forms, middleware } from '#start/kernel'

const { admin } = controllers

/** As large as the databases' integers are, so that no number of an address breaks a query. */
const ROW_ID = { match: /^[1-9]\d{0,8}$/, cast: Number }

const may = (permission: Permission) => middleware.staff({ may: permission })

router
  .group(() => {
    router.get('/', [admin.Home, 'index']).as('home')

    router.get('products', [admin.Products, 'index']).as('products.index')
    router.get('products/:id/edit', [admin.Products, 'edit']).as('products.edit')

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

    router.get('purchases', [admin.Purchases, 'index']).as('purchases.index')
    router.get('purchases/:id', [admin.Purchases, 'show']).as('purchases.show')
    router
      .post('purchases/:id/check', [admin.Purchases, 'check'])
      .as('purchases.check')
      .use(may('purchases.check'))

    router.get('customers', [admin.Customers, 'index']).as('customers.index')
    router.get('customers/:id', [admin.Customers, 'show']).as('customers.show')

    router.get('events', [admin.Events, 'index']).as('events.index')
    router.get('events/:id', [admin.Events, 'show']).as('events.show')
    router
      .post('events/:id/replay', [admin.Events, 'replay'])
      .as('events.replay')
      .use(may('events.replay'))

    router.get('mails', [admin.Mails, 'index']).as('mails.index')
    router.get('mails/:id', [admin.Mails, 'show']).as('mails.show')

    router.get('audit', [admin.Audit, 'index']).as('audit.index')
    router.get('audit/:id', [admin.Audit, 'show']).as('audit.show')
  })
  .prefix('/admin')
  .as('admin')
  .where('id', ROW_ID)
  .where('fileId', ROW_ID)
  .where('releaseId', ROW_ID)
  .use([...forms, middleware.staff()])

/**
 * A form with a picture is read before its CSRF token is looked for, which lies in it; so nobody but
 * staff with the right gets so far.
 */
router
  .group(() => {
    router.post('', [admin.Products, 'update']).as('update')
    router.post('preview', [admin.Products, 'preview']).as('preview')
  })
  .prefix('/admin/products/:id')
  .as('admin.products')
  .where('id', ROW_ID)
  .use([
    middleware.body(),
    middleware.session(),
    middleware.identity(),
    may('catalogue.change'),
    middleware.pictureForm(),
    middleware.csrf(),
  ])
