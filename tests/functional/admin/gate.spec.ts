import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { RESOURCES } from '#start/resources'
import { UserFactory } from '#database/factories/user_factory'
import User, { STAFF_ROLES, type StaffRole } from '#models/user'
import { OWN_ROUTES } from '#tests/functional/admin/own_routes'
import {
  AUDITORS,
  ALL_STAFF,
  EXPORTERS,
  HELPERS,
  MANAGERS,
  OWNERS,
} from '#tests/functional/admin/role_groups'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenStaff } from '#tests/helpers/store/panel'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'

/**
 * The roles that may use each route of the panel, by its name. A route that is missing here fails the
 * test; those that you add go into `own_routes.ts`.
 */
const MATRIX: Record<string, StaffRole[]> = {
  'admin.home': ALL_STAFF,
  'admin.search': ALL_STAFF,
  'admin.shortcuts.show': ALL_STAFF,
  'admin.shortcuts.update': ALL_STAFF,
  'admin.products.index': ALL_STAFF,
  'admin.products.options': ALL_STAFF,
  'admin.products.new': MANAGERS,
  'admin.products.store': MANAGERS,
  'admin.products.edit': ALL_STAFF,
  'admin.products.update': MANAGERS,
  'admin.products.history': AUDITORS,
  'admin.products.delete': MANAGERS,
  'admin.products.destroy': MANAGERS,
  'admin.products.archive': MANAGERS,
  'admin.products.unarchive': MANAGERS,
  'admin.previews.create': ALL_STAFF,
  'admin.files.index': ALL_STAFF,
  'admin.files.update': MANAGERS,
  'admin.uploads.store': MANAGERS,
  'admin.releases.download': HELPERS,
  'admin.prices.index': ALL_STAFF,
  'admin.prices.store': MANAGERS,
  'admin.prices.update': MANAGERS,
  'admin.prices.archive': MANAGERS,
  'admin.prices.replacement': MANAGERS,
  'admin.prices.replace': MANAGERS,
  'admin.archive.show': MANAGERS,
  'admin.archive.update': MANAGERS,
  'admin.drift.show': ALL_STAFF,
  'admin.drift.update': MANAGERS,
  'admin.stripe_texts.edit': MANAGERS,
  'admin.stripe_texts.update': MANAGERS,
  'admin.sync.show': ALL_STAFF,
  'admin.sync.run': MANAGERS,
  'admin.purchases.index': ALL_STAFF,
  'admin.purchases.options': ALL_STAFF,
  'admin.purchases.show': ALL_STAFF,
  'admin.purchases.history': AUDITORS,
  'admin.purchases.check': HELPERS,
  'admin.attention': ALL_STAFF,
  'admin.refusals.destroy': MANAGERS,
  'admin.doctor.show': MANAGERS,
  'admin.doctor.run': MANAGERS,
  'admin.reconcile.show': ALL_STAFF,
  'admin.reconcile.run': HELPERS,
  'admin.proofs.show': EXPORTERS,
  'admin.refunds.create': MANAGERS,
  'admin.refunds.store': MANAGERS,
  'admin.subscriptions.edit': HELPERS,
  'admin.subscriptions.update': HELPERS,
  'admin.access.edit': HELPERS,
  'admin.access.update': HELPERS,
  'admin.refunds.assign': MANAGERS,
  'admin.further_lines.settle': HELPERS,
  'admin.unassigned_payments.show': ALL_STAFF,
  'admin.unassigned_payments.assign': HELPERS,
  'admin.unassigned_payments.refund': HELPERS,
  'admin.grants.create': HELPERS,
  'admin.grants.store': HELPERS,
  'admin.customers.index': ALL_STAFF,
  'admin.customers.options': ALL_STAFF,
  'admin.customers.show': ALL_STAFF,
  'admin.customers.history': AUDITORS,
  'admin.events.index': HELPERS,
  'admin.events.show': HELPERS,
  'admin.events.history': HELPERS,
  'admin.events.replay': HELPERS,
  'admin.mails.index': HELPERS,
  'admin.mails.show': HELPERS,
  'admin.mails.history': HELPERS,
  'admin.audit.index': AUDITORS,
  'admin.audit.show': AUDITORS,
  'admin.products.toggle': MANAGERS,
  'admin.products.export': EXPORTERS,
  'admin.products.bulk': MANAGERS,
  'admin.products.bulk.run': MANAGERS,
  'admin.purchases.export': EXPORTERS,
  'admin.purchases.bulk': HELPERS,
  'admin.purchases.bulk.run': HELPERS,
  'admin.customers.export': EXPORTERS,
  'admin.events.export': MANAGERS,
  'admin.events.bulk': HELPERS,
  'admin.events.bulk.run': HELPERS,
  'admin.mails.export': MANAGERS,
  'admin.mails.bulk': HELPERS,
  'admin.mails.bulk.run': HELPERS,
  'admin.mails.requeue': HELPERS,
  'admin.audit.export': EXPORTERS,
  'admin.bulk-runs.index': ALL_STAFF,
  'admin.bulk-runs.show': ALL_STAFF,
  'admin.bulk-runs.export': EXPORTERS,
  'admin.bulk-runs.cancel': ALL_STAFF,
  'admin.staff.index': MANAGERS,
  'admin.staff.show': MANAGERS,
  'admin.staff.invitations.create': OWNERS,
  'admin.staff.invitations.store': OWNERS,
  'admin.staff.invitations.resend': OWNERS,
  'admin.staff.invitations.destroy': OWNERS,
  'admin.staff.roles.update': OWNERS,
  'admin.staff.roles.destroy': OWNERS,
  'admin.staff.second_factors.destroy': OWNERS,
  'admin.accounts.show': MANAGERS,
  'admin.accounts.disable': MANAGERS,
  'admin.accounts.enable': MANAGERS,
  'admin.accounts.sign_out': MANAGERS,
  ...OWN_ROUTES,
}

/** Views and columns of a list are for the roles that may see the list. */
for (const { key } of RESOURCES) {
  for (const tool of ['columns', 'views.store', 'views.update']) {
    MATRIX[`admin.${key}.${tool}`] = MATRIX[`admin.${key}.index`]
  }
}

/** Every route of the panel, with ids that do not exist. */
function panelRoutes() {
  return Object.values(router.toJSON())
    .flat()
    .filter(({ pattern }) => /^\/admin(\/|$)/.test(pattern))
    .flatMap(({ name, pattern, methods }) =>
      methods
        .filter((method) => method !== 'HEAD')
        .map((method) => ({
          name: name ?? pattern,
          method,
          path: pattern.replace(/:\w+/g, '999999'),
        }))
    )
}

function ask(visitor: Visitor, { method, path }: { method: string; path: string }) {
  return method === 'GET' ? visitor.get(path) : visitor.post(`${path}?_csrf=${visitor.token}`)
}

test.group('The gate of the panel', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('leads signed-out visitors to sign-in, on every page', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.get('/login')

    for (const route of panelRoutes()) {
      const answer = await ask(visitor, route)

      assert.equal(answer.status, 303, route.name)
      assert.equal(answer.location, '/login', route.name)
    }
  })

  test('leads back to the requested page after sign-in', async ({ assert }) => {
    const owner = await UserFactory.apply('admin').create()
    const visitor = new Visitor()

    await visitor.get('/admin/products?state=on_sale')
    const answer = await visitor.signIn(owner)

    assert.equal(answer.location, '/admin/products?state=on_sale')
  })

  test('answers customers with 404, on every page', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()
    await visitor.get('/account')

    for (const route of panelRoutes()) {
      assert.equal((await ask(visitor, route)).status, 404, route.name)
    }
  })

  test('refuses staff with a disabled account, on every page', async ({ assert }) => {
    const visitor = await givenStaff('owner')
    await User.query().where('role', 'owner').update({ disabledAt: DateTime.utc().toISO() })

    assert.equal((await visitor.copy().get('/admin')).location, '/login')
    for (const route of panelRoutes()) {
      const { status, location } = await ask(visitor.copy(), route)

      /* The first request ended the session, and with it the token of its forms. */
      assert.isTrue(location === '/login' || status === 403, `${route.name}: ${status}`)
    }
  })

  test('lets each role use exactly the routes that the table allows')
    .with([...STAFF_ROLES])
    .run(async ({ assert }, role) => {
      const visitor = await givenStaff(role)

      for (const route of panelRoutes()) {
        const isAllowed = MATRIX[route.name]?.includes(role)
        const { status } = await ask(visitor, route)

        assert.isDefined(
          isAllowed,
          `${route.name} needs a row; for a route of your own add it to own_routes.ts`
        )
        assert.equal(status === 403, !isAllowed, `${role} ${route.name}: ${status}`)
        assert.isBelow(status, 500, route.name)
      }
    })

  test('has no removed route in its table', async ({ assert }) => {
    const names = panelRoutes().map(({ name }) => name)

    assert.sameMembers(Object.keys(MATRIX), [...new Set(names)])
  })

  test('shows each role only links that it may open')
    .with([...STAFF_ROLES])
    .run(async ({ assert }, role) => {
      const visitor = await givenStaff(role)
      const { body } = await visitor.get('/admin')
      const sections = /<nav class="desk-sections"[\s\S]*?<\/nav>/.exec(body)![0]

      for (const [, path] of body.matchAll(/href="(\/admin[^"]*)"/g)) {
        assert.equal((await visitor.get(path.replaceAll('&amp;', '&'))).status, 200, path)
      }
      assert.equal(sections.includes('/admin/events'), HELPERS.includes(role))
    })

  test('answers 404 for an id that no row can have', async ({ assert }) => {
    const visitor = await givenStaff()

    for (const id of ['0', '-1', '1e3', '99999999999999999999', '1;drop']) {
      assert.equal((await visitor.get(`/admin/products/${id}/edit`)).status, 404, id)
    }
  })

  test('forbids caching and framing of its pages', async ({ assert }) => {
    const { headers } = await (await givenStaff()).get('/admin/products')

    assert.equal(headers.get('cache-control'), 'private, no-store')
    assert.include(headers.get('content-security-policy'), "frame-ancestors 'none'")
  })
})
