import { test } from '@japa/runner'
import { createProduct } from '#database/factories/product_factory'
import { cleanStore } from '#tests/helpers/store/clean_store'
import {
  addressOf,
  everyChangingRoute,
  everyReadingRoute,
  type RouteToTry,
} from '#tests/helpers/store/every_route'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { givenStaff, staffActs } from '#tests/helpers/store/panel'
import { tableContents } from '#tests/helpers/store/table_contents'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'

/**
 * Routes without a CSRF token: the signature, or the secret in the address, is the authority.
 */
const OTHER_AUTHORITY = [
  'POST /stripe/webhook',
  'POST /deliveries/sent',
  'POST /reset-password/:token',
  'POST /confirm-email/:token',
  'POST /invitations/:token',
]

const FIELDS = {
  email: 'somebody@example.com',
  password: 'a-password-of-somebody',
  password_confirmation: 'a-password-of-somebody',
  current_password: 'a-password-of-somebody',
  full_name: 'Somebody Else',
  name: 'Changed',
  slug: 'changed',
  lock_version: '0',
  action: 'delete',
}

/** Route parameters that exist, so that only the token is missing. */
async function givenRouteValues() {
  const { configuration, purchase, release } = await givenOwnedFile()
  const visitor = await givenStaff()
  const values = (route: RouteToTry) => ({
    productSlug: configuration.slug,
    reference: route.pattern.includes('/devices/') ? 'a'.repeat(64) : purchase.reference,
    fileReference: release.productFile.reference,
    token: 'x'.repeat(43),
    id: route.pattern.includes('/purchases/') ? purchase.id : configuration.id,
    fileId: release.productFileId,
    releaseId: release.id,
  })
  return { visitor, values }
}

test.group('Forged requests', (group) => {
  group.each.setup(() => cleanStore())

  test('change nothing without a CSRF token, on any route', async ({ assert }) => {
    const { visitor, values } = await givenRouteValues()
    const before = await tableContents()
    for (const route of everyChangingRoute()) {
      const path = addressOf(route, values(route))
      for (const body of bodies()) {
        const answer = await fetch(new URL(path, visitor.base), {
          method: route.method,
          body,
          redirect: 'manual',
          headers: { cookie: cookiesOf(visitor), origin: 'https://evil.example' },
        })
        await answer.arrayBuffer()
        const refused = OTHER_AUTHORITY.includes(route.title) ? [400, 404, 410, 422] : [403]
        assert.include(refused, answer.status, route.title)
      }
    }
    assert.deepEqual(await tableContents(), before)
  })

  test('are refused with the token of another session', async ({ assert }) => {
    const { visitor, values } = await givenRouteValues()
    const other = new Visitor()
    await other.get('/login')
    const before = await tableContents()
    for (const route of everyChangingRoute()) {
      if (OTHER_AUTHORITY.includes(route.title)) {
        continue
      }
      const path = addressOf(route, values(route))
      const { status } = await visitor.post(path, { ...FIELDS, _csrf: other.token })
      assert.equal(status, 403, route.title)
    }
    assert.deepEqual(await tableContents(), before)
  })

  test('change nothing by GET, not even for staff', async ({ assert }) => {
    const { visitor, values } = await givenRouteValues()
    await createProduct()
    const before = await tableContents()
    for (const route of everyReadingRoute()) {
      await visitor.get(addressOf(route, values(route)))
      await visitor.get(addressOf(route, values(route)) + '?confirm=1&delete=1&_method=DELETE')
    }
    const after = await tableContents()

    assert.deepEqual({ ...after, audit_entries: null }, { ...before, audit_entries: null })
    // Exports are audited, which is the only thing that reading writes.
    assert.lengthOf(await staffActs().whereNot('action', 'like', '%.exported'), 0)
  })

  test('cannot override the method by a field or header', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()
    const answer = await visitor.get('/logout?_method=POST', { 'x-http-method-override': 'POST' })
    assert.equal(answer.status, 404)
    assert.equal((await visitor.get('/account')).status, 200)
  })
})

function bodies(): (URLSearchParams | FormData | string)[] {
  const form = new FormData()
  Object.entries(FIELDS).forEach(([name, value]) => form.set(name, value))
  return [new URLSearchParams(FIELDS), form, JSON.stringify(FIELDS)]
}

function cookiesOf(visitor: Visitor): string {
  return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}
