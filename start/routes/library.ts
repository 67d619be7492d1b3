/*
|--------------------------------------------------------------------------
| Library
|--------------------------------------------------------------------------
|
| A user's purchases, and the pages and files that they give access to.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { REFERENCE } from '#shared/public_reference'
import { SLUG } from '#shared/slug'
import { forms, middleware } from '#start/kernel'

router
  .group(() => {
    router.get('/purchases', [controllers.purchases.Purchases, 'index']).as('purchases.index')
    router
      .get('/purchases/missing', [controllers.checkout.LostPayments, 'create'])
      .as('lost_payment.create')
    router
      .post('/purchases/missing', [controllers.checkout.LostPayments, 'store'])
      .as('lost_payment.store')
    router
      .get('/purchases/:reference', [controllers.purchases.Purchases, 'show'])
      .as('purchases.show')
      .where('reference', REFERENCE)
    router
      .post('/purchases/:reference/portal', [controllers.purchases.Portals, 'store'])
      .as('portal.store')
      .where('reference', REFERENCE)
    router
      .get('/purchases/:reference/portal', [controllers.purchases.Portals, 'show'])
      .as('portal.return')
      .where('reference', REFERENCE)
  })
  .use([...forms, middleware.auth()])

router
  .get('/products/:productSlug/access', [controllers.purchases.ProductAccess, 'show'])
  .as('products.access')
  .where('productSlug', SLUG)
  .use([...forms, middleware.productRequired()])

/* Neither body nor CSRF. `productRequired` starts the session itself. */
router
  .get('/products/:productSlug/files/:fileReference', [controllers.delivery.Files, 'show'])
  .as('products.file')
  .where('productSlug', SLUG)
  .where('fileReference', REFERENCE)
  .use(middleware.productRequired())

/* Called by nginx and by the doctor. What they send is sealed by this store. */
router.post('/deliveries/sent', [controllers.delivery.NginxReports, 'store']).as('deliveries.sent')
router
  .get('/deliveries/probe/:token', [controllers.delivery.NginxProbes, 'show'])
  .as('deliveries.probe')
