/*
|--------------------------------------------------------------------------
| Library
|--------------------------------------------------------------------------
|
| What somebody has bought, and what it opens.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { REFERENCE } from '#app/reference'
import { SLUG } from '#app/slug'
import { forms, middleware } from '#start/kernel'

router
  .group(() => {
    router.get('/purchases', [controllers.store.Purchases, 'index']).as('purchases.index')
    router
      .get('/purchases/missing', [controllers.store.LostPayments, 'create'])
      .as('lost_payment.create')
    router
      .post('/purchases/missing', [controllers.store.LostPayments, 'store'])
      .as('lost_payment.store')
    router
      .get('/purchases/:reference', [controllers.store.Purchases, 'show'])
      .as('purchases.show')
      .where('reference', REFERENCE)
    router
      .post('/purchases/:reference/portal', [controllers.store.Portals, 'store'])
      .as('portal.store')
      .where('reference', REFERENCE)
    router
      .get('/purchases/:reference/portal', [controllers.store.Portals, 'show'])
      .as('portal.return')
      .where('reference', REFERENCE)
  })
  .use([...forms, middleware.auth()])

router
  .get('/products/:productSlug/access', [controllers.store.ProductAccess, 'show'])
  .as('products.access')
  .where('productSlug', SLUG)
  .use([...forms, middleware.productRequired()])

/* Neither body nor CSRF: the gate itself brings the session, and answers HEAD and ranges too. */
router
  .get('/products/:productSlug/files/:fileReference', [controllers.store.Files, 'show'])
  .as('products.file')
  .where('productSlug', SLUG)
  .where('fileReference', REFERENCE)
  .use(middleware.productRequired())
