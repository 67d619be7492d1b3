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
import { creationForm } from '#admin/creation'
import { encodingOf, type FormDeclaration } from '#admin/form'
import { type ResourceDeclaration, subjectOf } from '#admin/resource'
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
    RESOURCES.forEach(routeFormPosts)
  })
  .prefix('/admin')
  .as('admin')
  .where('id', ROW_ID)

/** The list of a resource, and the pages of its records. */
function routeResource(resource: ResourceDeclaration) {
  const { key, permissions, page, form } = resource
  const seen = [middleware.resource({ key }), may(permissions.view)]

  router.get(key, [admin.Records, 'index']).as(`${key}.index`).use(seen)
  if (form) {
    router.get(`${key}/:id/edit`, [admin.RecordForms, 'edit']).as(`${key}.edit`).use(seen)
  }
  if (form?.create) {
    router
      .get(`${key}/new`, [admin.RecordCreations, 'create'])
      .as(`${key}.create`)
      .use([...seen, may(form.permission)])
  }
  if (page) {
    router.get(`${key}/:id`, [admin.Records, 'show']).as(`${key}.show`).use(seen)
  }
  if (subjectOf(resource)) {
    router
      .get(`${key}/:id/history`, [admin.RecordHistories, 'show'])
      .as(`${key}.history`)
      .use([...seen, may('audit.view')])
  }
  routeEndings(resource)
  for (const action of page?.actions ?? []) {
    router
      .post(`${key}/:id/${action.key}`, [admin.Records, 'act'])
      .as(`${key}.${action.key}`)
      .use([...seen, may(action.permission)])
  }
}

/** What puts records of a resource away. */
function routeEndings({ key, permissions, form, deletion, isArchivable }: ResourceDeclaration) {
  if (!form) {
    return
  }
  const rights = [middleware.resource({ key }), may(permissions.view), may(form.permission)]
  if (deletion) {
    const address = `${key}/:id/delete`
    router.get(address, [admin.RecordEndings, 'confirm']).as(`${key}.delete`).use(rights)
    router.post(address, [admin.RecordEndings, 'destroy']).as(`${key}.destroy`).use(rights)
  }
  if (isArchivable) {
    for (const verb of ['archive', 'unarchive'] as const) {
      router
        .post(`${key}/:id/${verb}`, [admin.RecordEndings, verb])
        .as(`${key}.${verb}`)
        .use(rights)
    }
  }
}

/** Where the forms of a resource are sent to. */
function routeFormPosts(resource: ResourceDeclaration) {
  const { key, form } = resource
  if (!form) {
    return
  }
  router
    .post(`${key}/:id`, [admin.RecordForms, 'update'])
    .as(`${key}.update`)
    .use(wayIn(resource, form))

  const creation = creationForm(form)
  if (creation) {
    router
      .post(key, [admin.RecordCreations, 'store'])
      .as(`${key}.store`)
      .use(wayIn(resource, creation))
  }
}

/**
 * A form with a picture is read before its CSRF token is looked for, which lies in it; so nobody but
 * staff with the right gets so far.
 */
function wayIn({ key, permissions }: ResourceDeclaration, form: FormDeclaration) {
  const rights = [middleware.resource({ key }), may(permissions.view), may(form.permission)]
  return encodingOf(form)
    ? [
        middleware.body(),
        middleware.session(),
        middleware.identity(),
        ...rights,
        middleware.pictureForm(),
        middleware.csrf(),
      ]
    : [...forms, ...rights]
}
