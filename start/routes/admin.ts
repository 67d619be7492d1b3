/*
|--------------------------------------------------------------------------
| Admin
|--------------------------------------------------------------------------
|
| The panel, for staff only. Visitors are sent to sign in; signed-in customers
| get 404. The pages of every resource follow from its declaration; pages that
| only one resource has are listed here.
|
*/

import router from '@adonisjs/core/services/router'
import type { ParsedNamedMiddleware } from '@adonisjs/core/types/http'
import { controllers } from '#generated/controllers'
import { creationForm } from '#records/forms/creation'
import { uploadName } from '#records/declarations/fields'
import { type FormDeclaration, pictureFieldsOf } from '#records/declarations/form'
import type { Permission } from '#authority/permissions'
import { type ResourceDeclaration, subjectOf } from '#records/declarations/resource'
import { RESOURCES } from '#start/resources'
import { ROW_ID } from '#shared/row_id'
import { forms, may, middleware } from '#start/kernel'

const { admin, records } = controllers

router
  .group(() => {
    router.get('/', [admin.Home, 'index']).as('home')
    router.get('attention', [admin.Attention, 'index']).as('attention').use(may('purchases.view'))
    router
      .post('refusals/:id', [admin.Refusals, 'destroy'])
      .where('id', router.matchers.number())
      .as('refusals.destroy')
      .use(may('catalogue.sync'))
    router.get('search', [records.Searches, 'show']).as('search')
    router.get('shortcuts', [admin.Shortcuts, 'show']).as('shortcuts.show')
    router.post('shortcuts', [admin.Shortcuts, 'update']).as('shortcuts.update')
    router.get('sync', [admin.products.Sync, 'show']).as('sync.show')
    router.post('sync', [admin.products.Sync, 'run']).as('sync.run').use(may('catalogue.sync'))
    router.get('doctor', [admin.Doctor, 'show']).as('doctor.show').use(may('catalogue.sync'))
    router.post('doctor', [admin.Doctor, 'run']).as('doctor.run').use(may('catalogue.sync'))
    router
      .get('reconcile', [admin.Reconcile, 'show'])
      .as('reconcile.show')
      .use(may('purchases.view'))
    router
      .post('reconcile', [admin.Reconcile, 'run'])
      .as('reconcile.run')
      .use(may('purchases.check'))

    router
      .get('products/new', [admin.products.NewProducts, 'create'])
      .as('products.new')
      .use(may('catalogue.change'))
    router.get('products/:id/files', [admin.products.Files, 'index']).as('files.index')
    router
      .post('products/:id/files/:fileId', [admin.products.Files, 'update'])
      .as('files.update')
      .use(may('catalogue.change'))
    router
      .post('products/:id/releases/:releaseId/download', [admin.products.Releases, 'download'])
      .as('releases.download')
      .use(may('files.download'))

    routeProductsAtStripe()
    routeMoney()
    routeAccounts()
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
 * Forms of records are long and may have a picture. They are parsed before the CSRF check, which
 * needs the token in them, and before the staff check, so that a user whose session has expired
 * keeps what they typed.
 */
router
  .group(() => {
    router
      .post('preview', [records.Previews, 'create'])
      .as('previews.create')
      .use(readLongForm({ permission: 'view' }))
    router
      .post('products', [admin.products.NewProducts, 'store'])
      .as('products.store')
      .use(readLongForm({ permission: 'catalogue.change' }))
    router
      .post('products/:id/uploads', [admin.products.Uploads, 'store'])
      .as('uploads.store')
      .use(readUpload())
    RESOURCES.forEach(routeFormPosts)
  })
  .prefix('/admin')
  .as('admin')
  .where('id', ROW_ID)

/** Products and prices as they are in Stripe, and changes to them there. */
function routeProductsAtStripe() {
  const changing = [may('catalogue.change')]
  const price = 'products/:id/prices/:priceId'

  router.get('products/:id/prices', [admin.products.Prices, 'index']).as('prices.index')
  router
    .post('products/:id/prices', [admin.products.Prices, 'store'])
    .as('prices.store')
    .use(changing)
  router.post(price, [admin.products.Prices, 'update']).as('prices.update').use(changing)
  router
    .get(`${price}/archive`, [admin.products.Prices, 'archive'])
    .as('prices.archive')
    .use(changing)
  router
    .get(`${price}/replace`, [admin.products.PriceReplacements, 'create'])
    .as('prices.replacement')
    .use(changing)
  router
    .post(`${price}/replace`, [admin.products.PriceReplacements, 'store'])
    .as('prices.replace')
    .use(changing)
  router
    .get('products/:id/archiving', [admin.products.Archives, 'show'])
    .as('archive.show')
    .use(changing)
  router
    .post('products/:id/archiving', [admin.products.Archives, 'update'])
    .as('archive.update')
    .use(changing)
  router.get('products/:id/drift', [admin.products.Drifts, 'show']).as('drift.show')
  router
    .post('products/:id/drift', [admin.products.Drifts, 'update'])
    .as('drift.update')
    .use(changing)
  router
    .get('products/:id/stripe', [admin.products.StripeTexts, 'edit'])
    .as('stripe_texts.edit')
    .use(changing)
  router
    .post('products/:id/stripe', [admin.products.StripeTexts, 'update'])
    .as('stripe_texts.update')
    .use(changing)
}

/** Refunds, access, delivery proofs and grants. */
function routeMoney() {
  const refunding = [may('purchases.refund'), middleware.recentSignIn()]
  const deciding = [may('purchases.change')]
  const billing = [may('subscriptions.change'), middleware.recentSignIn()]

  router
    .get('purchases/:id/refund', [admin.purchases.Refunds, 'create'])
    .as('refunds.create')
    .use(refunding)
  router
    .post('purchases/:id/refund', [admin.purchases.Refunds, 'store'])
    .as('refunds.store')
    .use(refunding)
  router
    .get('purchases/:id/access', [admin.purchases.Access, 'edit'])
    .as('access.edit')
    .use(deciding)
  router
    .post('purchases/:id/access', [admin.purchases.Access, 'update'])
    .as('access.update')
    .use(deciding)
  router
    .get('purchases/:id/subscription', [admin.purchases.Subscriptions, 'edit'])
    .as('subscriptions.edit')
    .use(billing)
  router
    .post('purchases/:id/subscription', [admin.purchases.Subscriptions, 'update'])
    .as('subscriptions.update')
    .use(billing)
  router
    .get('purchases/:id/proof', [admin.purchases.Proofs, 'show'])
    .as('proofs.show')
    .use(may('export'))
  router
    .post('refunds/:id/assign/:purchaseId', [admin.purchases.RefundAssignments, 'store'])
    .as('refunds.assign')
    .use(may('purchases.refund'))
  router
    .post('further-lines/:id/settle', [admin.purchases.FurtherLines, 'settle'])
    .as('further_lines.settle')
    .use(deciding)
  router
    .get('unassigned-payments/:id', [admin.purchases.UnassignedPayments, 'show'])
    .as('unassigned_payments.show')
    .use(may('purchases.view'))
  router
    .post('unassigned-payments/:id/assign', [admin.purchases.UnassignedPayments, 'assign'])
    .as('unassigned_payments.assign')
    .use(deciding)
  router
    .post('unassigned-payments/:id/refund', [admin.purchases.UnassignedPayments, 'refund'])
    .as('unassigned_payments.refund')
    .use(deciding)
  router
    .get('products/:id/grant', [admin.purchases.Grants, 'create'])
    .as('grants.create')
    .use(deciding)
  router
    .post('products/:id/grant', [admin.purchases.Grants, 'store'])
    .as('grants.store')
    .use(deciding)
}

/** Disables, enables and signs out accounts. Those of staff take the right to manage staff as well. */
function routeAccounts() {
  const disabling = [may('customers.disable'), middleware.recentSignIn()]

  router
    .get('customers/:id/account', [admin.customers.Accounts, 'show'])
    .as('accounts.show')
    .use(disabling)
  router
    .post('customers/:id/disable', [admin.customers.Accounts, 'disable'])
    .as('accounts.disable')
    .use(disabling)
  router
    .post('customers/:id/enable', [admin.customers.Accounts, 'enable'])
    .as('accounts.enable')
    .use(disabling)
  router
    .post('customers/:id/sign-out', [admin.customers.Accounts, 'signOut'])
    .as('accounts.sign_out')
    .use(disabling)
}

/** The list of a resource, and the pages of its records. */
function routeResource(resource: ResourceDeclaration) {
  const { key, permissions, brief, page, form, bulk, toggles } = resource
  const seen = [middleware.resource({ key }), may(permissions.view)]

  router.get(key, [records.Records, 'index']).as(`${key}.index`).use(seen)
  router.post(`${key}/columns`, [records.SavedViews, 'columns']).as(`${key}.columns`).use(seen)
  router.post(`${key}/views`, [records.SavedViews, 'store']).as(`${key}.views.store`).use(seen)
  router
    .post(`${key}/views/:viewId`, [records.SavedViews, 'update'])
    .as(`${key}.views.update`)
    .use(seen)
  router
    .get(`${key}/export`, [records.Exports, 'show'])
    .as(`${key}.export`)
    .use([...seen, may('export')])
  if (brief) {
    router.get(`${key}/options`, [records.Options, 'index']).as(`${key}.options`).use(seen)
  }
  if (bulk) {
    router.post(`${key}/bulk`, [records.Bulk, 'confirm']).as(`${key}.bulk`).use(seen)
    router.post(`${key}/bulk/run`, [records.Bulk, 'run']).as(`${key}.bulk.run`).use(seen)
  }
  if (form && toggles) {
    router
      .post(`${key}/:id/toggle`, [records.Toggles, 'update'])
      .as(`${key}.toggle`)
      .use([...seen, may(form.permission)])
  }
  if (form) {
    router.get(`${key}/:id/edit`, [records.RecordForms, 'edit']).as(`${key}.edit`).use(seen)
  }
  if (form?.create) {
    router
      .get(`${key}/new`, [records.RecordCreations, 'create'])
      .as(`${key}.create`)
      .use([...seen, may(form.permission)])
  }
  if (page) {
    router.get(`${key}/:id`, [records.Records, 'show']).as(`${key}.show`).use(seen)
  }
  if (subjectOf(resource)) {
    router
      .get(`${key}/:id/history`, [records.RecordHistories, 'show'])
      .as(`${key}.history`)
      .use([...seen, may('audit.view')])
  }
  routeEndings(resource)
  for (const action of page?.actions ?? []) {
    router
      .post(`${key}/:id/${action.key}`, [records.Records, 'act'])
      .as(`${key}.${action.key}`)
      .use([...seen, may(action.permission)])
  }
}

/** Deletes and archives records of a resource. */
function routeEndings({ key, permissions, form, deletion, isArchivable }: ResourceDeclaration) {
  if (!form) {
    return
  }
  const rights = [middleware.resource({ key }), may(permissions.view), may(form.permission)]
  if (deletion) {
    const address = `${key}/:id/delete`
    router.get(address, [records.RecordEndings, 'confirm']).as(`${key}.delete`).use(rights)
    router.post(address, [records.RecordEndings, 'destroy']).as(`${key}.destroy`).use(rights)
  }
  if (isArchivable) {
    for (const verb of ['archive', 'unarchive'] as const) {
      router
        .post(`${key}/:id/${verb}`, [records.RecordEndings, verb])
        .as(`${key}.${verb}`)
        .use(rights)
    }
  }
}

/** The routes that the forms of a resource post to. */
function routeFormPosts(resource: ResourceDeclaration) {
  const { key, form } = resource
  if (!form) {
    return
  }
  router
    .post(`${key}/:id`, [records.RecordForms, 'update'])
    .as(`${key}.update`)
    .use(wayIn(resource, form))

  const creation = creationForm(form)
  if (creation) {
    router
      .post(key, [records.RecordCreations, 'store'])
      .as(`${key}.store`)
      .use(wayIn(resource, creation))
  }
}

function wayIn({ key, permissions }: ResourceDeclaration, form: FormDeclaration) {
  const { permission } = form
  const uploads = pictureFieldsOf(form).map(({ name }) => uploadName(name))
  return readLongForm({ permission, uploads }, middleware.resource({ key }), may(permissions.view))
}

/** The right to upload is checked before any byte of the body is read, and the token before files. */
function readUpload() {
  return [
    middleware.body(),
    middleware.session(),
    middleware.identity(),
    may('catalogue.change'),
    middleware.uploadToken(),
    middleware.csrf(),
  ]
}

function readLongForm(
  { permission, uploads = [] }: { permission: Permission; uploads?: string[] },
  ...rights: ParsedNamedMiddleware[]
) {
  return [
    middleware.body(),
    middleware.session(),
    middleware.identity(),
    middleware.pictureForm({ may: permission, uploads }),
    middleware.csrf(),
    ...rights,
    may(permission),
  ]
}
