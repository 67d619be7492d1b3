import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import { UserFactory } from '#database/factories/user_factory'
import { STAFF_ROLES, type StaffRole } from '#models/user'
import { cleanStoreAlone } from '#tests/helpers/clean_store'
import { givenStaff } from '#tests/helpers/panel'
import { Visitor } from '#tests/helpers/visitor'

/** Who may do what is written, by the name of its route. */
const WRITERS: Record<string, StaffRole[]> = {
  'admin.products.update': ['owner', 'manager'],
  'admin.previews.create': ['owner', 'manager', 'support', 'accountant', 'viewer'],
  'admin.files.update': ['owner', 'manager'],
  'admin.uploads.store': ['owner', 'manager'],
  'admin.releases.download': ['owner', 'manager', 'support'],
  'admin.sync.run': ['owner', 'manager'],
  'admin.purchases.check': ['owner', 'manager', 'support'],
  'admin.events.replay': ['owner', 'manager', 'support'],
  'admin.products.toggle': ['owner', 'manager'],
  'admin.mails.requeue': ['owner', 'manager', 'support'],
  'admin.products.bulk': ['owner', 'manager'],
  'admin.products.bulk.run': ['owner', 'manager'],
  'admin.purchases.bulk': ['owner', 'manager', 'support'],
  'admin.purchases.bulk.run': ['owner', 'manager', 'support'],
  'admin.events.bulk': ['owner', 'manager', 'support'],
  'admin.events.bulk.run': ['owner', 'manager', 'support'],
  'admin.mails.bulk': ['owner', 'manager', 'support'],
  'admin.mails.bulk.run': ['owner', 'manager', 'support'],
  'admin.bulk-runs.cancel': ['owner', 'manager', 'support', 'accountant', 'viewer'],
}

/** Who may take lists as files; all other pages, all staff may read. */
const EXPORTERS: StaffRole[] = ['owner', 'manager', 'accountant']

/** Every route of the panel, with ids of nothing. */
function panelRoutes() {
  return Object.values(router.toJSON())
    .flat()
    .filter(({ pattern }) => /^\/admin(\/|$)/.test(pattern))
    .map(({ name, pattern, methods }) => ({
      name: name ?? '',
      method: methods[0],
      path: pattern.replace(/:\w+/g, '999999'),
    }))
}

function ask(visitor: Visitor, { method, path }: { method: string; path: string }) {
  return method === 'GET' ? visitor.get(path) : visitor.post(`${path}?_csrf=${visitor.token}`)
}

test.group('The gate of the panel', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('asks whoever is not signed in to sign in, on every page', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.get('/login')

    for (const route of panelRoutes()) {
      const answer = await ask(visitor, route)

      assert.equal(answer.status, 303, route.name)
      assert.equal(answer.location, '/login', route.name)
    }
  })

  test('leads back to the page that was wanted', async ({ assert }) => {
    const owner = await UserFactory.apply('admin').create()
    const visitor = new Visitor()

    await visitor.get('/admin/products?active=yes')
    const answer = await visitor.signIn(owner)

    assert.equal(answer.location, '/admin/products?active=yes')
  })

  test('is nothing to customers, on every page', async ({ assert }) => {
    const customer = await UserFactory.create()
    const visitor = new Visitor()
    await visitor.signIn(customer)
    await visitor.get('/account')

    for (const route of panelRoutes()) {
      assert.equal((await ask(visitor, route)).status, 404, route.name)
    }
  })

  test('closes for staff whose account is disabled', async ({ assert }) => {
    const owner = await UserFactory.apply('admin').create()
    const visitor = new Visitor()
    await visitor.signIn(owner)

    await owner.merge({ disabledAt: owner.createdAt }).save()

    assert.equal((await visitor.get('/admin')).location, '/login')
  })

  test('lets each role write what is its to write, and nothing else')
    .with([...STAFF_ROLES])
    .run(async ({ assert }, role) => {
      const visitor = await givenStaff(role)

      for (const route of panelRoutes().filter(({ method }) => method === 'POST')) {
        const isAllowed = WRITERS[route.name]?.includes(role)
        const { status } = await ask(visitor, route)

        assert.isDefined(isAllowed, `${route.name} stands in no row of the table`)
        assert.equal(status === 403, !isAllowed, `${role} ${route.name}: ${status}`)
        assert.isBelow(status, 500, route.name)
      }
    })

  test('lets every role read')
    .with([...STAFF_ROLES])
    .run(async ({ assert }, role) => {
      const visitor = await givenStaff(role)

      for (const route of panelRoutes().filter(({ method }) => method === 'GET')) {
        const { status } = await visitor.get(route.path)

        const isRefused = route.name.endsWith('.export') && !EXPORTERS.includes(role)
        const expected = isRefused ? 403 : route.path.includes('999999') ? 404 : 200
        assert.equal(status, expected, `${role} ${route.name}`)
      }
    })

  test('takes no number for an id that no row can have', async ({ assert }) => {
    const visitor = await givenStaff()

    for (const id of ['0', '-1', '1e3', '99999999999999999999', '1;drop']) {
      assert.equal((await visitor.get(`/admin/products/${id}/edit`)).status, 404, id)
    }
  })

  test('keeps its pages out of every cache and frame', async ({ assert }) => {
    const { headers } = await (await givenStaff()).get('/admin/products')

    assert.equal(headers.get('cache-control'), 'private, no-store')
    assert.include(headers.get('content-security-policy'), "frame-ancestors 'none'")
  })
})
