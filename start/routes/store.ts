/*
|--------------------------------------------------------------------------
| Store
|--------------------------------------------------------------------------
|
| Public pages. Visitors without a session get no cookie here.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { COVER_FILE } from '#covers/cover_files'
import { SLUG } from '#shared/slug'
import { middleware } from '#start/kernel'

router
  .group(() => {
    router.get('/', [controllers.storefront.Home, 'index']).as('store.home')
    router
      .get('/products/:productSlug', [controllers.storefront.Products, 'show'])
      .where('productSlug', SLUG)
      .as('store.products.show')
    router.get('/sitemap.xml', [controllers.storefront.Sitemaps, 'show']).as('store.sitemap')
    router.get('/robots.txt', [controllers.storefront.Sitemaps, 'robots']).as('store.robots')
  })
  .use(middleware.visitor())

router
  .get('/.well-known/security.txt', [controllers.storefront.SecurityTexts, 'show'])
  .as('store.security')
router.get('/theme.css', [controllers.storefront.Appearances, 'stylesheet']).as('store.theme')
router.get('/favicon.svg', [controllers.storefront.Appearances, 'favicon']).as('store.favicon')
router
  .get('/site.webmanifest', [controllers.storefront.Appearances, 'manifest'])
  .as('store.manifest')
router
  .get('/covers/:file', [controllers.storefront.Covers, 'show'])
  .where('file', COVER_FILE)
  .as('store.covers.show')
