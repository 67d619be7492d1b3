/*
|--------------------------------------------------------------------------
| Admin
|--------------------------------------------------------------------------
|
| The panel. Everything here is for staff: signed out, one is asked to sign in;
| signed in without a role, there is nothing here. The pages of every resource
| follow from its declaration; what only one of them has stands below.
|
*/

import router from '@adonisjs/core/services/router'
import type { ParsedNamedMiddleware } from '@adonisjs/core/types/http'
import { controllers } from '#generated/controllers'
import type { FormDeclaration } from '#admin/form'
import type { ResourceDeclaration } from '#admin/resource'
import { RESOURCES } from '#admin/resources'
import { forms, may, middleware } from '#start/kernel'

const { admin } = controllers

/** As large as the databases' integers are, so that no number of an address breaks a query. */
const ROW_ID = { match: /^[1-9]\d{0,8}$/, cast: Number }

router
  .group(() => {
    router.get('/', [admin.Home, 'index']).as('home')
    router.get('sync', [admin.Sync, 'show']).as('sync.show')
    router.post('sync', [admin.Sync, 'run']).as('sync.run').use(may('catalogue.sync'))

    router
      .get('products/new', [admin.NewProducts, 'create'])
      .as('products.new')
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

    routeProductsAtStripe()
    RESOURCES.forEach(routeResource)
  })
  .prefix('/admin')
  .as('admin')
  .where('id', ROW_ID)
  .where('fileId', ROW_ID)
  .where('releaseId', ROW_ID)
  .where('viewId', ROW_ID)
  .where('priceId', ROW_ID)
  .use([...forms, middleware.staff()])

/**
 * Forms of records are long and may hold a picture, so they are read before their CSRF token, which
 * lies in them, is looked for; nobody but staff with the right gets so far.
 */
router
  .group(() => {
    router
      .post('preview', [admin.Previews, 'create'])
      .as('previews.create')
      .use(readLongForm(may('view')))
    router
      .post('products', [admin.NewProducts, 'store'])
      .as('products.store')
      .use(readLongForm(may('catalogue.change')))
    RESOURCES.forEach((resource) => resource.form && routeForm(resource, resource.form))
  })
  .prefix('/admin')
  .as('admin')
  .where('id', ROW_ID)

/** What products and prices are at Stripe, and changing it there. */
function routeProductsAtStripe() {
  const changing = [may('catalogue.change')]
  const price = 'products/:id/prices/:priceId'

  router.get('products/:id/prices', [admin.Prices, 'index']).as('prices.index')
  router.post('products/:id/prices', [admin.Prices, 'store']).as('prices.store').use(changing)
  router.post(price, [admin.Prices, 'update']).as('prices.update').use(changing)
  router.get(`${price}/archive`, [admin.Prices, 'archive']).as('prices.archive').use(changing)
  router
    .get(`${price}/replace`, [admin.PriceReplacements, 'create'])
    .as('prices.replacement')
    .use(changing)
  router
    .post(`${price}/replace`, [admin.PriceReplacements, 'store'])
    .as('prices.replace')
    .use(changing)
  router.get('products/:id/archive', [admin.Archives, 'show']).as('archive.show').use(changing)
  router.post('products/:id/archive', [admin.Archives, 'update']).as('archive.update').use(changing)
  router.get('products/:id/drift', [admin.Drifts, 'show']).as('drift.show')
  router.post('products/:id/drift', [admin.Drifts, 'update']).as('drift.update').use(changing)
  router
    .get('products/:id/stripe', [admin.StripeTexts, 'edit'])
    .as('stripe_texts.edit')
    .use(changing)
  router
    .post('products/:id/stripe', [admin.StripeTexts, 'update'])
    .as('stripe_texts.update')
    .use(changing)
}

/** The list of a resource, and the pages of its records. */
function routeResource({ key, permissions, page, form }: ResourceDeclaration) {
  const seen = [middleware.resource({ key }), may(permissions.view)]

  router.get(key, [admin.Records, 'index']).as(`${key}.index`).use(seen)
  router.post(`${key}/columns`, [admin.SavedViews, 'columns']).as(`${key}.columns`).use(seen)
  router.post(`${key}/views`, [admin.SavedViews, 'store']).as(`${key}.views.store`).use(seen)
  router
    .post(`${key}/views/:viewId`, [admin.SavedViews, 'update'])
    .as(`${key}.views.update`)
    .use(seen)
  if (form) {
    router.get(`${key}/:id/edit`, [admin.RecordForms, 'edit']).as(`${key}.edit`).use(seen)
  }
  if (page) {
    router.get(`${key}/:id`, [admin.Records, 'show']).as(`${key}.show`).use(seen)
  }
  for (const action of page?.actions ?? []) {
    router
      .post(`${key}/:id/${action.key}`, [admin.Records, 'act'])
      .as(`${key}.${action.key}`)
      .use([...seen, may(action.permission)])
  }
}

function routeForm({ key, permissions }: ResourceDeclaration, form: FormDeclaration) {
  router
    .post(`${key}/:id`, [admin.RecordForms, 'update'])
    .as(`${key}.update`)
    .use(readLongForm(middleware.resource({ key }), may(permissions.view), may(form.permission)))
}

function readLongForm(...rights: ParsedNamedMiddleware[]) {
  return [
    middleware.body(),
    middleware.session(),
    middleware.identity(),
    ...rights,
    middleware.pictureForm(),
    middleware.csrf(),
  ]
}
