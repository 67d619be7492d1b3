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
import { controllers } from '#generated/controllers'
import { fieldsOf, type FormDeclaration } from '#admin/form'
import type { ResourceDeclaration } from '#admin/resource'
import { RESOURCES } from '#admin/resources'
import { forms, may, middleware } from '#start/kernel'

const { admin } = controllers

/** As large as the databases' integers are, so that no number of an address breaks a query. */
const ROW_ID = { match: /^[1-9]\d{0,8}$/, cast: Number }

router
  .group(() => {
    router.get('/', [admin.Home, 'index']).as('home')
    router.get('search', [admin.Searches, 'show']).as('search')
    router.get('shortcuts', [admin.Shortcuts, 'show']).as('shortcuts.show')
    router.post('shortcuts', [admin.Shortcuts, 'update']).as('shortcuts.update')
    router.get('sync', [admin.Sync, 'show']).as('sync.show')
    router.post('sync', [admin.Sync, 'run']).as('sync.run').use(may('catalogue.sync'))
    router.post('preview', [admin.Previews, 'create']).as('previews.create')

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

    RESOURCES.forEach(routeResource)
  })
  .prefix('/admin')
  .as('admin')
  .where('id', ROW_ID)
  .where('fileId', ROW_ID)
  .where('releaseId', ROW_ID)
  .use([...forms, middleware.staff()])

router
  .group(() => {
    RESOURCES.forEach((resource) => resource.form && routeFormPost(resource, resource.form))
  })
  .prefix('/admin')
  .as('admin')
  .where('id', ROW_ID)

/** The list of a resource, and the pages of its records. */
function routeResource({ key, permissions, brief, page, form }: ResourceDeclaration) {
  const seen = [middleware.resource({ key }), may(permissions.view)]

  router.get(key, [admin.Records, 'index']).as(`${key}.index`).use(seen)
  if (brief) {
    router.get(`${key}/options`, [admin.Options, 'index']).as(`${key}.options`).use(seen)
  }
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

/**
 * A form with a picture is read before its CSRF token is looked for, which lies in it; so nobody but
 * staff with the right gets so far.
 */
function routeFormPost({ key, permissions }: ResourceDeclaration, form: FormDeclaration) {
  const hasPicture = fieldsOf(form).some(({ kind }) => kind === 'picture')
  const rights = [middleware.resource({ key }), may(permissions.view), may(form.permission)]

  router
    .post(`${key}/:id`, [admin.RecordForms, 'update'])
    .as(`${key}.update`)
    .use(
      hasPicture
        ? [
            middleware.body(),
            middleware.session(),
            middleware.identity(),
            ...rights,
            middleware.pictureForm(),
            middleware.csrf(),
          ]
        : [...forms, ...rights]
    )
}
