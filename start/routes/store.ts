/*
|--------------------------------------------------------------------------
| Store
|--------------------------------------------------------------------------
|
| What everybody may see. Visitors without a session get no cookie here.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { COVER_FILE } from '#app/covers'
import { SLUG } from '#app/slug'
import { middleware } from '#start/kernel'

router
  .group(() => {
    router.get('/', [controllers.store.Home, 'index']).as('store.home')
    router
      .get('/products/:productSlug', [controllers.store.Products, 'show'])
      .where('productSlug', SLUG)
      .as('store.products.show')
    router.get('/sitemap.xml', [controllers.store.Sitemaps, 'show']).as('store.sitemap')
    router.get('/robots.txt', [controllers.store.Sitemaps, 'robots']).as('store.robots')
  })
  .use(middleware.visitor())

router.get('/theme.css', [controllers.store.Appearances, 'stylesheet']).as('store.theme')
router.get('/favicon.svg', [controllers.store.Appearances, 'favicon']).as('store.favicon')
router.get('/site.webmanifest', [controllers.store.Appearances, 'manifest']).as('store.manifest')
router
  .get('/covers/:file', [controllers.store.Covers, 'show'])
  .where('file', COVER_FILE)
  .as('store.covers.show')
